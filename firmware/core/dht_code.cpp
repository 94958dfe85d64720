#include "dht_code.h"

#include <array>

namespace iotdm {

namespace {

constexpr uint8_t kBits = 40;
// A bit is 50 us low, then 26 us high for a 0 or 70 us for a 1. An interrupt that comes late may move an edge by 20 us.
constexpr uint8_t kShortestUs = 56;
constexpr uint8_t kOneUs = 98;
constexpr uint8_t kLongestUs = 145;

// The most that one of the models measures, in tenths.
constexpr int kColdest = -400;
constexpr int kWarmest = 800;
constexpr int kMostHumid = 1000;

constexpr int kSignBit = 0x80;

}  // namespace

bool decode_dht(const Gaps& gaps, DhtModel model, Climate& climate) {
  // Before the bits comes one gap of the sensor's own: its answer to the start. Nobody needs it.
  const auto skipped = static_cast<uint8_t>(gaps.count - kBits);
  if (skipped > 1) {
    return false;
  }
  std::array<uint8_t, 5> bytes{};
  for (uint8_t i = 0; i < kBits; ++i) {
    const uint8_t us = gaps.us[skipped + i];
    if (us < kShortestUs || us > kLongestUs) {
      return false;
    }
    bytes[i / 8] = static_cast<uint8_t>(bytes[i / 8] << 1 | (us >= kOneUs ? 1 : 0));
  }
  const int sum = bytes[0] + bytes[1] + bytes[2] + bytes[3];
  // All zeros have a right checksum, too: that is a sensor without a measurement.
  if (sum == 0 || (sum & 0xFF) != bytes[4]) {
    return false;
  }
  const bool is_dht11 = model == DhtModel::kDht11;
  const int factor = is_dht11 ? 10 : 256;
  // The DHT11 has the sign in the byte of the tenths.
  uint8_t& sign = bytes[is_dht11 ? 3 : 2];
  const bool negative = (sign & kSignBit) != 0;
  sign = static_cast<uint8_t>(sign & ~kSignBit);
  const int humidity = bytes[0] * factor + bytes[1];
  const int size = bytes[2] * factor + bytes[3];
  const int temperature = negative ? -size : size;
  // What a DHT22 says makes no sense in tenths.
  const bool has_tenths = !is_dht11 || (bytes[1] < 10 && bytes[3] < 10);
  if (!has_tenths || humidity > kMostHumid || temperature < kColdest || temperature > kWarmest) {
    return false;
  }
  climate = {static_cast<int16_t>(temperature), static_cast<int16_t>(humidity)};
  return true;
}

}  // namespace iotdm
