#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "ds18b20_protocol.h"
#include "pin_bench.h"
#include "probes.h"

namespace iotdm::test {

namespace {

using simulation::Probe;
using simulation::ProbeFault;

constexpr uint32_t kReadingMs = 900;

std::string digits(const Rom& rom) {
  char buffer[20];
  JsonWriter json(buffer, sizeof(buffer));
  json.hex(rom.data(), rom.size());
  return std::string(json.view());
}

std::string probe_pin(const std::string& more = "") { return R"("type":"ds18b20","gpio":4)" + more; }
std::string with_rom(uint32_t serial) { return R"(,"rom":)" + digits(rom_of(serial)); }

// Loops of 1 ms; the longest time that one of them spent on the bus.
uint32_t run(PinBench& bench, uint32_t& now_ms, uint32_t ms) {
  uint32_t longest_us = 0;
  for (const uint32_t end_ms = now_ms + ms; now_ms != end_ms; ++now_ms) {
    bench.tick(now_ms);
    longest_us = std::max(longest_us, bench.gpio.take_bus_us());
  }
  return longest_us;
}

Scratchpad scratchpad(int16_t sixteenths) {
  Scratchpad bytes = {
      static_cast<uint8_t>(sixteenths), static_cast<uint8_t>(sixteenths >> 8), 0x2A, 0xD5, 0x7F, 0xFF, 0x0C, 0x10};
  bytes[8] = simulation::checksum(bytes.data(), 8);
  return bytes;
}

// In thousandths, or "bad".
std::string decoded(const Scratchpad& bytes) {
  int16_t value = 0;
  return decode_scratchpad(bytes, value) ? std::to_string(thousandths_of(value)) : "bad";
}

}  // namespace

TEST_CASE("A scratchpad gives the temperatures of the data sheet's table") {
  CHECK(decoded(scratchpad(0x07D0)) == "125000");
  CHECK(decoded(scratchpad(0x0550)) == "85000");
  CHECK(decoded(scratchpad(0x0191)) == "25062");
  CHECK(decoded(scratchpad(0x0008)) == "500");
  CHECK(decoded(scratchpad(0x0000)) == "0");
  CHECK(decoded(scratchpad(static_cast<int16_t>(0xFFF8))) == "-500");
  CHECK(decoded(scratchpad(static_cast<int16_t>(0xFF5E))) == "-10125");
  CHECK(decoded(scratchpad(static_cast<int16_t>(0xFC90))) == "-55000");
}

TEST_CASE("No damaged scratchpad gives a temperature") {
  const Scratchpad good = scratchpad(0x0191);
  for (size_t bit = 0; bit < 8 * good.size(); ++bit) {
    Scratchpad bad = good;
    bad[bit / 8] = static_cast<uint8_t>(bad[bit / 8] ^ (1U << (bit % 8)));
    CAPTURE(bit);
    CHECK(decoded(bad) == "bad");
  }
  Scratchpad same{};
  CHECK(decoded(same) == "bad");  // whose checksum is right
  same.fill(0xFF);
  CHECK(decoded(same) == "bad");
  CHECK(decoded(scratchpad(0x07D1)) == "bad");
  CHECK(decoded(scratchpad(static_cast<int16_t>(0xFC8F))) == "bad");
  // After it lost its power: all is right but for what we wrote into it.
  Scratchpad fresh = {0x50, 0x05, 0x4B, 0x46, 0x7F, 0xFF, 0x0C, 0x10, 0x1C};
  CHECK(simulation::checksum(fresh.data(), 9) == 0);
  CHECK(decoded(fresh) == "bad");
}

TEST_CASE("A probe alone on its bus is read without its number, in loops of at most 12 ms") {
  PinBench bench;
  bench.gpio.bus(4).probes = {{rom_of(1), 345, ProbeFault::kNone}};
  bench.configure(probe_pin());
  CHECK(bench.gpio.take_log() == Log{"4 input_pullup"});
  uint32_t now_ms = 0;
  const uint32_t longest_us = run(bench, now_ms, 761);
  CHECK(bench.state() == "null");
  CHECK(std::max(longest_us, run(bench, now_ms, 2)) <= 12000);
  CHECK(bench.state() == "21.562");
  CHECK(bench.errors().empty());
}

TEST_CASE("A probe is read by its number among others, also when they have the same temperature") {
  PinBench bench;
  bench.gpio.bus(4).probes = {
      {rom_of(1), 320, ProbeFault::kNone}, {rom_of(2), -164, ProbeFault::kNone}, {rom_of(3), 320, ProbeFault::kNone}};
  uint32_t now_ms = 0;
  SUBCASE("by its number") {
    bench.configure(probe_pin(with_rom(2)));
    CHECK(run(bench, now_ms, kReadingMs) <= 12000);
    CHECK(bench.state() == "-10.25");
  }
  SUBCASE("without it, the pin is in error") {
    bench.configure(probe_pin());
    run(bench, now_ms, 3000);
    CHECK(bench.errors() == R"({"key":"a","error":"sensor_bad_value"})");
    bench.gpio.bus(4).probes.erase(bench.gpio.bus(4).probes.begin() + 1);
    run(bench, now_ms, 31000);
    CHECK(bench.errors() == R"({"key":"a","error":"sensor_bad_value"})");
  }
}

TEST_CASE("85 °C is told when it is measured, and never because a probe lost its power") {
  PinBench bench;
  bench.configure(probe_pin());
  uint32_t now_ms = 0;
  bench.gpio.bus(4).probes = {{rom_of(1), 85 * 16, ProbeFault::kNone}};
  run(bench, now_ms, kReadingMs);
  CHECK(bench.state() == "85");
  bench.gpio.bus(4).probes = {{rom_of(1), 320, ProbeFault::kLosesPower}};
  run(bench, now_ms, 36000);
  CHECK(bench.state() == "null");
  CHECK(bench.errors() == R"({"key":"a","error":"sensor_bad_value"})");
}

TEST_CASE("A probe that sends nonsense is a bad value, one that does not answer is not found") {
  PinBench bench;
  auto& probes = bench.gpio.bus(4).probes;
  bench.configure(probe_pin(with_rom(1)));
  uint32_t now_ms = 0;
  const char* expected = R"({"key":"a","error":"sensor_bad_value"})";
  SUBCASE("a wrong checksum") { probes = {{rom_of(1), 320, ProbeFault::kChecksum}}; }
  SUBCASE("zeros") { probes = {{rom_of(1), 320, ProbeFault::kZeros}}; }
  SUBCASE("no measurement, so that the value would be old") {
    probes = {{rom_of(1), 320, ProbeFault::kNoMeasuring}};
    expected = R"({"key":"a","error":"sensor_not_found"})";
  }
  SUBCASE("another probe") {
    probes = {{rom_of(2), 320, ProbeFault::kNone}};
    expected = R"({"key":"a","error":"sensor_not_found"})";
  }
  SUBCASE("an empty bus") { expected = R"({"key":"a","error":"sensor_not_found"})"; }
  run(bench, now_ms, 5000);
  CHECK(bench.state() == "null");
  CHECK(bench.errors() == expected);
  probes = {{rom_of(1), 320, ProbeFault::kNone}};
  run(bench, now_ms, 31000);
  CHECK(bench.state() == "20");
  CHECK(bench.errors().empty());
}

TEST_CASE("A line that is held low has no probe and no temperature, and both are back with it") {
  PinBench bench;
  std::string options;
  SUBCASE("with the number") { options = probe_pin(with_rom(1)); }
  SUBCASE("alone on its bus") { options = probe_pin(); }
  bench.configure(options);
  bench.gpio.bus(4).probes = {{rom_of(1), 320, ProbeFault::kNone}};
  uint32_t now_ms = 0;
  run(bench, now_ms, kReadingMs);
  REQUIRE(bench.state() == "20");
  bench.gpio.bus(4).held_low = true;
  CHECK(run(bench, now_ms, 40000) <= 12000);
  CHECK(bench.state() == "null");
  CHECK(bench.errors() == R"({"key":"a","error":"sensor_not_found"})");
  bench.gpio.bus(4).held_low = false;
  run(bench, now_ms, 31000);
  CHECK(bench.state() == "20");
  CHECK(bench.errors().empty());
}

TEST_CASE("A bad number is a bad option") {
  PinBench bench;
  bench.configure(probe_pin(R"(,"rom":"2801000000000000")"));
  CHECK(bench.errors() == R"({"key":"a","error":"bad_option"})");
  bench.configure(probe_pin(R"(,"rom":1)"));
  CHECK(bench.errors() == R"({"key":"a","error":"bad_option"})");
}

TEST_CASE("Sixteen probes on one bus never disturb each other, nor are two asked in one loop") {
  FakeGpio gpio;
  PinSet pins(gpio);
  std::string list;
  for (uint32_t i = 0; i < kMaxPins; ++i) {
    gpio.bus(4).probes.push_back({rom_of(i), static_cast<int16_t>(160 + 16 * i), ProbeFault::kNone});
    list += (i == 0 ? "" : ",") + std::string(R"({"key":"p)") + std::to_string(i) + R"(",)" +
            probe_pin(with_rom(i) + R"(,"every":1)") + "}";
  }
  REQUIRE(pins.plan(JsonText("[" + list + "]")) == Error::kNone);
  pins.apply(0);
  for (uint32_t now_ms = 0; now_ms < 5000; ++now_ms) {
    pins.tick({}, now_ms);
    REQUIRE(gpio.take_bus_us() <= 12000);
  }
  char buffer[256];
  JsonWriter json(buffer, sizeof(buffer));
  json.open_object();
  pins.write_states(json);
  std::string expected = "{";
  for (uint32_t i = 0; i < kMaxPins; ++i) {
    expected += (i == 0 ? "\"p" : ",\"p") + std::to_string(i) + "\":" + std::to_string(10 + i);
  }
  CHECK(std::string(json.view()) == expected);
}

}  // namespace iotdm::test
