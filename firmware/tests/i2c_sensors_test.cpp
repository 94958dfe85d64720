#include <algorithm>

#include "pin_bench.h"
#include "probes.h"
#include "two_wire_parts.h"

namespace iotdm::test {

namespace {

constexpr TwoWirePart kBme280 = {4, 5, 0x76};
constexpr TwoWirePart kSht3x = {4, 5, 0x44};
constexpr TwoWirePart kBh1750 = {4, 5, 0x23};

const std::string kBmePin = R"("type":"bme280","gpio":[4,5],"every":60)";
const std::string kShtPin = R"("type":"sht3x","gpio":[4,5],"every":60)";
const std::string kBhPin = R"("type":"bh1750","gpio":[4,5],"every":60)";

const std::string kNotFound = R"({"key":"a","error":"sensor_not_found"})";
const std::string kBadValue = R"({"key":"a","error":"sensor_bad_value"})";

// Runs in steps of 5 ms; returns how often the state changed. No loop may need more transfers than fit into 3 ms.
int run(PinBench& pin, uint32_t from_ms, uint32_t to_ms) {
  int changes = 0;
  for (uint32_t ms = from_ms; ms != to_ms; ms += 5) {
    pin.gpio.take_transfers();
    changes += pin.tick(ms) ? 1 : 0;
    CHECK(pin.gpio.take_transfers().size() <= 3);
  }
  return changes;
}

}  // namespace

TEST_CASE("A BME280 measures once when it is asked, and means what the data sheet's example says") {
  PinBench pin;
  pin.gpio.put_part(kBme280, bme280());
  pin.configure(kBmePin);
  CHECK(pin.gpio.take_log() == Log{"4 input_pullup", "5 input_pullup"});
  CHECK_FALSE(pin.tick(0));
  CHECK(pin.gpio.take_transfers() == Log{"76 d0 read 1", "76 f201", "76 f425"});
  CHECK_FALSE(pin.tick(11));
  CHECK(pin.gpio.take_transfers().empty());
  CHECK(pin.state() == "null");
  pin.tick(12);
  CHECK(pin.gpio.take_transfers() == Log{"76 f3 read 12", "76 88 read 6"});
  pin.tick(13);
  CHECK(pin.gpio.take_transfers() == Log{"76 8e read 18"});
  CHECK(pin.tick(14));
  CHECK(pin.gpio.take_transfers() == Log{"76 a1 read 1", "76 e1 read 7"});
  CHECK(pin.state() == R"({"temperature":25.08,"humidity":55,"pressure":1006.6})");
}

TEST_CASE("A BMP280 has no humidity") {
  PinBench pin;
  pin.gpio.put_part(kBme280, bme280("00240000655ac07eed00ffff", "58"));
  pin.configure(kBmePin);
  CHECK(run(pin, 0, 1000) == 1);
  CHECK(pin.state() == R"({"temperature":25.08,"humidity":null,"pressure":1006.6})");
}

TEST_CASE("A BME280 that makes no sense is not believed") {
  Answers answers = bme280();
  SUBCASE("another chip") { answers = bme280("00240000655ac07eed007530", "61"); }
  SUBCASE("still measuring") { answers = bme280("08240000655ac07eed007530"); }
  SUBCASE("without power in between") {
    answers = bme280(
        "00000000800000800000"
        "8000");
  }
  SUBCASE("too cold") { answers = bme280("00240000655ac01000007530"); }
  SUBCASE("too hot") { answers = bme280("00240000655ac0f000007530"); }
  SUBCASE("no air") { answers = bme280("00240000f000007eed007530"); }
  SUBCASE("too much air") {
    answers = bme280(
        "00240000300000"
        "7eed007530");
  }
  SUBCASE("nothing but ones behind the start") { answers = bme280("", "60"); }
  PinBench pin;
  pin.gpio.put_part(kBme280, answers);
  pin.configure(kBmePin);
  run(pin, 0, 3000);
  CHECK(pin.state() == "null");
  CHECK(pin.errors() == kBadValue);
}

TEST_CASE("Another BME280 in place of the first one counts with its own calibration") {
  PinBench pin;
  pin.gpio.put_part(kBme280, bme280());
  pin.configure(kBmePin);
  run(pin, 0, 1000);
  Answers other = bme280();
  // dig_T1 is 27000.
  other[4].second = "7869436718fc";
  pin.gpio.put_part(kBme280, other);
  CHECK(run(pin, 1000, 61000) == 1);
  CHECK(pin.state() != R"({"temperature":25.08,"humidity":55,"pressure":1006.6})");
  CHECK(pin.errors().empty());
}

TEST_CASE("An SHT3x measures once when it is asked") {
  PinBench pin;
  // The data sheet's example of the checksum is that of beef.
  pin.gpio.put_part(kSht3x, {{"2400", "6666938000a2"}});
  pin.configure(kShtPin);
  CHECK_FALSE(pin.tick(0));
  CHECK(pin.gpio.take_transfers() == Log{"44 2400"});
  CHECK_FALSE(pin.tick(16));
  CHECK(pin.gpio.take_transfers().empty());
  CHECK(pin.tick(17));
  CHECK(pin.gpio.take_transfers() == Log{"44 read 6"});
  CHECK(pin.state() == R"({"temperature":25,"humidity":50})");
  pin.gpio.put_part(kSht3x, {{"2400", "beef92beef92"}});
  CHECK(run(pin, 1000, 61000) == 1);
  CHECK(pin.state() == R"({"temperature":85.52,"humidity":74.6})");
}

TEST_CASE("A damaged reading of an SHT3x is no value") {
  // In each byte one bit is wrong; or nobody drives the line, or somebody holds it.
  for (const char* read : {"beee92beef92", "3eef92beef92", "beef93beef92", "beef92beed92", "beef92feef92",
                           "beef92beef82", "ffffffffffff", "000000000000"}) {
    PinBench pin;
    pin.gpio.put_part(kSht3x, {{"2400", read}});
    pin.configure(kShtPin);
    run(pin, 0, 3000);
    CAPTURE(read);
    CHECK(pin.state() == "null");
    CHECK(pin.errors() == kBadValue);
  }
}

TEST_CASE("A BH1750 measures once when it is asked") {
  PinBench pin;
  pin.gpio.put_part(kBh1750, {{"20", "0c35"}});
  pin.configure(kBhPin);
  CHECK_FALSE(pin.tick(0));
  CHECK_FALSE(pin.tick(179));
  CHECK(pin.gpio.take_transfers() == Log{"23 20"});
  CHECK(pin.tick(180));
  CHECK(pin.gpio.take_transfers() == Log{"23 read 2"});
  // 3125 counts.
  CHECK(pin.state() == "2604.2");
  for (const auto& [read, lux] : Answers{{"0000", "0"}, {"0001", "0.8"}, {"ffff", "54612.5"}}) {
    pin.gpio.put_part(kBh1750, {{"20", read}});
    PinBench other;
    other.gpio.put_part(kBh1750, {{"20", read}});
    other.configure(kBhPin);
    CHECK(run(other, 0, 1000) == 1);
    CHECK(other.state() == lux);
  }
}

TEST_CASE("Each has a second address") {
  struct Case {
    std::string type;
    std::string address;
    std::string first_transfer;
  };
  for (const Case& c :
       {Case{"bme280", "0x77", "77 d0 read 1"}, Case{"sht3x", "0x45", "45 2400"}, Case{"bh1750", "0x5c", "5c 20"}}) {
    PinBench pin;
    pin.configure("\"type\":\"" + c.type + R"(","gpio":[4,5],"address":")" + c.address + "\"");
    pin.tick(0);
    CHECK(pin.gpio.take_transfers() == Log{c.first_transfer});
  }
}

TEST_CASE("A sensor that goes away and comes back, at any moment") {
  struct Case {
    TwoWirePart place;
    std::string pin;
    Answers answers;
    std::string state;
  };
  const Case cases[] = {
      {kBme280, kBmePin, bme280(), R"({"temperature":25.08,"humidity":55,"pressure":1006.6})"},
      {kSht3x, kShtPin, {{"2400", "6666938000a2"}}, R"({"temperature":25,"humidity":50})"},
      {kBh1750, kBhPin, {{"20", "0c35"}}, "2604.2"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.pin);
    // Up to which of its answers it is still there.
    for (size_t left = 0; left < c.answers.size(); ++left) {
      PinBench pin;
      pin.gpio.put_part(c.place, c.answers);
      pin.configure(c.pin);
      CHECK(run(pin, 0, 1000) == 1);
      CHECK(pin.state() == c.state);
      pin.gpio.put_part(c.place, Answers(c.answers.begin(), c.answers.begin() + static_cast<long>(left)));
      CHECK(run(pin, 1000, 65000) == 1);
      CHECK(pin.state() == "null");
      CHECK(pin.errors() == kNotFound);
      pin.gpio.put_part(c.place, c.answers);
      CHECK(run(pin, 65000, 130000) == 1);
      CHECK(pin.state() == c.state);
      CHECK(pin.errors().empty());
    }
  }
}

TEST_CASE(
    "However many sensors are on a bus, one at a time is asked, and no probe beside it, also when the bus hangs") {
  FakeGpio gpio;
  PinSet pins(gpio);
  gpio.bus(12).probes = {{rom_of(1), 320, simulation::ProbeFault::kNone}};
  std::string list = R"({"key":"t","type":"ds18b20","gpio":12,"every":1})";
  for (uint32_t i = 1; i < kMaxPins; ++i) {
    const std::string& pin = i % 3 == 0 ? kBmePin : i % 3 == 1 ? kShtPin : kBhPin;
    list += R"(,{"key":"p)" + std::to_string(i) + "\"," + pin + "}";
  }
  REQUIRE(pins.plan(JsonText("[" + list + "]")) == Error::kNone);
  const auto run_to = [&gpio, &pins](uint32_t from_ms, uint32_t to_ms) {
    for (uint32_t ms = from_ms; ms < to_ms; ++ms) {
      pins.tick({}, ms);
      const Log transfers = gpio.take_transfers();
      const uint32_t bus_us = gpio.take_bus_us();
      REQUIRE(transfers.size() <= 3);
      REQUIRE((transfers.empty() || bus_us == 0));
      // Of two sensors none is asked in one loop.
      REQUIRE(std::all_of(transfers.begin(), transfers.end(), [&transfers](const std::string& text) {
        return text.substr(0, 2) == transfers[0].substr(0, 2);
      }));
    }
    char buffer[1024];
    JsonWriter json(buffer, sizeof(buffer));
    json.open_array();
    pins.write_errors(json);
    return std::string(json.view());
  };
  pins.apply(0);
  const std::string errors = run_to(0, 5000);
  for (uint32_t i = 1; i < kMaxPins; ++i) {
    CHECK(errors.find("\"p" + std::to_string(i) + R"(","error":"sensor_not_found")") != std::string::npos);
  }
  CHECK(errors.find("\"t\"") == std::string::npos);
  gpio.put_part(kBme280, bme280());
  gpio.put_part(kSht3x, {{"2400", "6666938000a2"}});
  gpio.put_part(kBh1750, {{"20", "0c35"}});
  CHECK(run_to(5000, 70000) == "[");
}

}  // namespace iotdm::test
