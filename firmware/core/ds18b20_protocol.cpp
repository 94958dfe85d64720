#include "ds18b20_protocol.h"

namespace iotdm {

namespace {

enum Command : uint8_t {
  kReadRom = 0x33,
  kMatchRom = 0x55,
  kWriteScratchpad = 0x4E,
  kMeasure = 0x44,
  kReadScratchpad = 0xBE,
};

// What we write into the probe's memory. Its limits of an alarm are of no use here, so they are the mark by which we
// see that it has not lost its power since: then it would say 85 °C, whatever it is. Behind them, 12 bits.
constexpr uint32_t kSettings = 0x7FD52A;

constexpr int16_t kLowest = -55 * 16;
constexpr int16_t kHighest = 125 * 16;

Error address(const OneWire& bus, const Rom& rom) {
  if (!bus.reset()) {
    return Error::kSensorNotFound;
  }
  const bool is_named = rom[0] != 0;
  bus.exchange(is_named ? kMatchRom : kReadRom);
  Rom heard;
  for (uint8_t i = 0; i < heard.size(); ++i) {
    heard[i] = bus.exchange(is_named ? rom[i] : 0xFF);
  }
  // Several that speak at once spoil the checksum.
  return is_ds18b20(heard) ? Error::kNone : Error::kSensorBadValue;
}

}  // namespace

Error ask_ds18b20(const OneWire& bus, const Rom& rom, ProbeStep step, int16_t& sixteenths) {
  const Error error = address(bus, rom);
  if (error != Error::kNone) {
    return error;
  }
  if (step == ProbeStep::kSetUp) {
    bus.exchange(kWriteScratchpad);
    for (uint32_t rest = kSettings; rest != 0; rest >>= 8) {
      bus.exchange(static_cast<uint8_t>(rest));
    }
    return Error::kNone;
  }
  if (step == ProbeStep::kMeasure) {
    bus.exchange(kMeasure);
    // It holds the line low while it measures. If it did not, kRead would find an old value.
    return bus.slot(true) ? Error::kSensorNotFound : Error::kNone;
  }
  bus.exchange(kReadScratchpad);
  Scratchpad scratchpad;
  for (uint8_t& byte : scratchpad) {
    byte = bus.exchange(0xFF);
  }
  return decode_scratchpad(scratchpad, sixteenths) ? Error::kNone : Error::kSensorBadValue;
}

bool decode_scratchpad(const Scratchpad& scratchpad, int16_t& sixteenths) {
  const uint32_t settings =
      scratchpad[2] | static_cast<uint32_t>(scratchpad[3]) << 8 | static_cast<uint32_t>(scratchpad[4]) << 16;
  const auto value = static_cast<int16_t>(scratchpad[1] << 8 | scratchpad[0]);
  if (settings != kSettings || crc8(scratchpad.data(), scratchpad.size()) != 0 || value < kLowest || value > kHighest) {
    return false;
  }
  sixteenths = value;
  return true;
}

}  // namespace iotdm
