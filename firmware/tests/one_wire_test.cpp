#include "one_wire.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "fake_gpio.h"
#include "json_writer.h"
#include "printing.h"
#include "probes.h"

namespace iotdm::test {

namespace {

using Result = OneWireSearch::Result;

std::string digits(const Rom& rom) {
  char buffer[20];
  JsonWriter json(buffer, sizeof(buffer));
  json.hex(rom.data(), rom.size());
  return std::string(json.view().substr(1, 16));
}

// All that is found, until the search ends.
Log found_by(OneWireSearch& search, const OneWire& bus) {
  Log found;
  for (Result result = search.next(bus); result != Result::kEnd; result = search.next(bus)) {
    found.push_back(result == Result::kFound ? digits(search.rom()) : "broken");
  }
  return found;
}

}  // namespace

TEST_CASE("The checksum is that of the application note's example") {
  // Application note 27, and the data sheet's register.
  const uint8_t example[] = {0x02, 0x1C, 0xB8, 0x01, 0x00, 0x00, 0x00, 0xA2};
  CHECK(crc8(example, 7) == 0xA2);
  CHECK(crc8(example, 8) == 0);
  CHECK(crc8(example, 0) == 0);
}

TEST_CASE("A ROM is read from 16 digits with the family of a DS18B20 and the right checksum") {
  for (const uint32_t serial : {1U, 2U, 77U, 255U}) {
    const simulation::Probe::Rom rom = rom_of(serial);
    CHECK(read_rom(digits(rom)) == rom);
  }
  const std::string good = digits(rom_of(1));
  CHECK(read_rom(good)[0] == 0x28);
  for (size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = bad[i] == '0' ? '1' : '0';
    CHECK(read_rom(bad) == Rom{});
  }
  CHECK(read_rom("") == Rom{});
  CHECK(read_rom(good.substr(2)) == Rom{});
  CHECK(read_rom(good + "00") == Rom{});
  CHECK(read_rom("021cb801000000a2") == Rom{});  // another family
  CHECK(read_rom("0000000000000000") == Rom{});
  std::string upper = good;
  upper[1] = 'G';
  CHECK(read_rom(upper) == Rom{});
}

TEST_CASE("A search finds every part once, in the order of the bits, whatever their numbers") {
  FakeGpio gpio;
  gpio.set_mode(4, PinMode::kInputPullUp);
  const OneWire bus(gpio, 4);
  uint32_t dice = 1;
  for (size_t count = 0; count <= 16; ++count) {
    CAPTURE(count);
    auto& probes = gpio.bus(4).probes;
    probes.clear();
    Log expected;
    for (size_t i = 0; i < count; ++i) {
      dice = dice * 1664525 + 1013904223;
      probes.push_back({rom_of(dice), 320, simulation::ProbeFault::kNone});
      expected.push_back(digits(rom_of(dice)));
    }
    OneWireSearch search;
    search.begin({});
    Log found = found_by(search, bus);
    // Behind each of them, the rest is found.
    for (size_t i = 0; i < found.size(); ++i) {
      OneWireSearch rest;
      rest.begin(read_rom(found[i]));
      CHECK(found_by(rest, bus) == Log(found.begin() + static_cast<std::ptrdiff_t>(i), found.end()));
    }
    std::sort(found.begin(), found.end());
    std::sort(expected.begin(), expected.end());
    CHECK(found == expected);
  }
}

TEST_CASE("Numbers that differ only in their last or first bits are told apart") {
  FakeGpio gpio;
  gpio.set_mode(4, PinMode::kInputPullUp);
  for (const uint32_t serial : {0x00000001U, 0x00000002U, 0x80000000U, 0x80000001U, 0xFFFFFFFFU}) {
    gpio.bus(4).probes.push_back({rom_of(serial), 320, simulation::ProbeFault::kNone});
  }
  OneWireSearch search;
  search.begin({});
  CHECK(found_by(search, OneWire(gpio, 4)).size() == 5);
}

TEST_CASE("A part that goes away during the search breaks it, and it can be tried again") {
  FakeGpio gpio;
  gpio.set_mode(4, PinMode::kInputPullUp);
  gpio.bus(4).probes.push_back({rom_of(1), 320, simulation::ProbeFault::kNone});
  OneWireSearch search;
  search.begin({});
  // It pretends to be there, and hears nothing.
  gpio.deafen(4, true);
  CHECK(search.next(OneWire(gpio, 4)) == Result::kBroken);
  gpio.deafen(4, false);
  CHECK(search.next(OneWire(gpio, 4)) == Result::kFound);
  CHECK(search.next(OneWire(gpio, 4)) == Result::kEnd);
}

}  // namespace iotdm::test
