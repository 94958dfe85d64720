#include "dht_code.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "dht_answer.h"
#include "printing.h"

namespace iotdm::test {

namespace {

using Bytes = std::vector<uint8_t>;

// With the right checksum behind them.
Bytes whole(Bytes bytes) {
  uint8_t sum = 0;
  for (const uint8_t byte : bytes) {
    sum = static_cast<uint8_t>(sum + byte);
  }
  bytes.push_back(sum);
  return bytes;
}

// "21.5 40.2" in tenths, or "bad".
std::string decoded(const std::vector<uint8_t>& gaps, DhtModel model) {
  Climate climate{};
  if (!decode_dht({gaps.data(), static_cast<uint8_t>(gaps.size())}, model, climate)) {
    return "bad";
  }
  return std::to_string(climate.temperature) + " " + std::to_string(climate.humidity);
}

std::string dht22(const Bytes& bytes) { return decoded(simulation::dht_answer(whole(bytes)), DhtModel::kDht22); }
std::string dht11(const Bytes& bytes) { return decoded(simulation::dht_answer(whole(bytes)), DhtModel::kDht11); }

// What an interrupt of the network did to it: edge `index` was seen `us` too late.
std::vector<uint8_t> with_late_edge(std::vector<uint8_t> gaps, size_t index, uint8_t us) {
  gaps.at(index) = static_cast<uint8_t>(gaps.at(index) + us);
  gaps.at(index + 1) = static_cast<uint8_t>(gaps.at(index + 1) - us);
  return gaps;
}

const Bytes kRoom = whole({0x02, 0x8C, 0x01, 0x5F});  // the data sheet's example: 65.2 %, 35.1 °C

// A DHT22 at 24.3 °C and 51.7 %, as a logic analyser shows it: nothing is as long as the data sheet says.
const std::vector<uint8_t> kRecorded = {
    164, 78,  76,  77,  77,  76,  77,  123, 77,  // 0x02
    79,  76,  77,  77,  76,  122, 77,  121,      // 0x05
    79,  77,  76,  77,  77,  76,  77,  77,       // 0x00
    125, 121, 120, 121, 77,  76,  121, 122,      // 0xF3
    125, 121, 120, 121, 121, 77,  122, 77,       // 0xFA
};

}  // namespace

TEST_CASE("A DHT22 says tenths in two bytes each, a negative temperature with its sign in front") {
  CHECK(dht22({0x02, 0x8C, 0x01, 0x5F}) == "351 652");
  CHECK(dht22({0x02, 0x8C, 0x80, 0x65}) == "-101 652");
  CHECK(dht22({0x00, 0x01, 0x00, 0x00}) == "0 1");
  CHECK(dht22({0x03, 0xE8, 0x81, 0x90}) == "-400 1000");
  CHECK(dht22({0x00, 0x64, 0x03, 0x20}) == "800 100");
  CHECK(decoded(kRecorded, DhtModel::kDht22) == "243 517");
}

TEST_CASE("A DHT11 says whole numbers and tenths, with the sign in the tenths") {
  CHECK(dht11({45, 0, 23, 4}) == "234 450");
  CHECK(dht11({45, 0, 3, 0x80 | 4}) == "-34 450");
  CHECK(dht11({100, 0, 0, 0}) == "0 1000");
}

TEST_CASE("What a sensor cannot have measured is no value") {
  CHECK(dht22({0, 0, 0, 0}) == "bad");
  CHECK(dht22({0x03, 0xE9, 0x00, 0xC8}) == "bad");  // 100.1 %
  CHECK(dht22({0x01, 0x90, 0x81, 0x91}) == "bad");  // -40.1 °C
  CHECK(dht22({0x01, 0x90, 0x03, 0x21}) == "bad");  // 80.1 °C
  CHECK(dht22({0xFF, 0xFF, 0xFF, 0xFF}) == "bad");
  CHECK(dht11({101, 0, 20, 0}) == "bad");
  CHECK(dht11({45, 0, 81, 0}) == "bad");
}

TEST_CASE("The other model makes no sense") {
  CHECK(dht11({0x02, 0x8C, 0x01, 0x5F}) == "bad");
  CHECK(dht22({45, 0, 23, 4}) == "bad");
}

TEST_CASE("The sensor's first gap may be missing, but no edge of a bit, and none may be too many") {
  const std::vector<uint8_t> gaps = simulation::dht_answer(kRoom);
  CHECK(decoded({gaps.begin() + 1, gaps.end()}, DhtModel::kDht22) == "351 652");
  CHECK(decoded({gaps.begin() + 2, gaps.end()}, DhtModel::kDht22) == "bad");
  CHECK(decoded({}, DhtModel::kDht22) == "bad");
  for (size_t i = 1; i + 1 < gaps.size(); ++i) {
    CAPTURE(i);
    std::vector<uint8_t> missing = gaps;
    missing.at(i) = static_cast<uint8_t>(missing.at(i) + missing.at(i + 1));
    missing.erase(missing.begin() + static_cast<std::ptrdiff_t>(i) + 1);
    CHECK(decoded(missing, DhtModel::kDht22) == "bad");
    std::vector<uint8_t> extra = gaps;
    extra.at(i) = static_cast<uint8_t>(extra.at(i) - 20);
    extra.insert(extra.begin() + static_cast<std::ptrdiff_t>(i), 20);
    CHECK(decoded(extra, DhtModel::kDht22) == "bad");
  }
}

TEST_CASE("An edge that is seen 20 us late changes nothing, and one that is seen later never makes another value") {
  const std::vector<uint8_t> gaps = simulation::dht_answer(kRoom);
  for (size_t i = 0; i + 1 < gaps.size(); ++i) {
    CAPTURE(i);
    CHECK(decoded(with_late_edge(gaps, i, 20), DhtModel::kDht22) == "351 652");
    for (uint8_t us = 21; us <= 70; ++us) {
      CAPTURE(us);
      const std::string value = decoded(with_late_edge(gaps, i, us), DhtModel::kDht22);
      CHECK((value == "351 652" || value == "bad"));
    }
  }
}

TEST_CASE("A bit that is wrong is found by the checksum") {
  for (size_t bit = 0; bit < 40; ++bit) {
    CAPTURE(bit);
    Bytes bytes = kRoom;
    bytes.at(bit / 8) = static_cast<uint8_t>(bytes.at(bit / 8) ^ (0x80U >> (bit % 8)));
    CHECK(decoded(simulation::dht_answer(bytes), DhtModel::kDht22) == "bad");
  }
}

}  // namespace iotdm::test
