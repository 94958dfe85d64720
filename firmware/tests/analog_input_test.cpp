#include "pin_bench.h"

namespace iotdm::test {

namespace {

const std::string kEverySecond = R"("type":"analog_input","gpio":17,"every":1,"samples":4)";

// Ticks every 5 ms to `to_ms`; returns how often the state changed.
int run(PinBench& pin, uint32_t from_ms, uint32_t to_ms) {
  int changes = 0;
  for (uint32_t ms = from_ms; ms != to_ms; ms += 5) {
    changes += pin.tick(ms) ? 1 : 0;
  }
  return changes;
}

}  // namespace

TEST_CASE("An analog input has a first reading at once") {
  PinBench pin;
  pin.gpio.set_analog(512);
  pin.configure(R"("type":"analog_input","gpio":17)");
  CHECK(pin.state() == "512");
  CHECK(pin.gpio.take_log().empty());
}

TEST_CASE("Later readings are averages with decimals") {
  PinBench pin;
  pin.configure(kEverySecond);
  pin.gpio.set_analog(512);
  run(pin, 0, 990);
  CHECK(pin.state() == "0");
  pin.gpio.set_analog(513);
  CHECK(run(pin, 990, 1005) == 1);
  CHECK(pin.state() == "512.75");
}

TEST_CASE("A change smaller than the deadband is not reported, one as large is") {
  struct Case {
    uint16_t counts;
    int changes;
    std::string state;
  };
  for (const Case& c : {Case{101, 0, "100"}, Case{102, 1, "102"}, Case{98, 1, "98"}, Case{99, 0, "100"}}) {
    PinBench pin;
    pin.gpio.set_analog(100);
    pin.configure(R"("type":"analog_input","gpio":17,"every":1,"samples":1)");
    pin.gpio.set_analog(c.counts);
    CHECK(run(pin, 0, 1005) == c.changes);
    CHECK(pin.state() == c.state);
  }
}

TEST_CASE("Without deadband every change is reported, but no reading that is the same") {
  PinBench pin;
  pin.gpio.set_analog(100);
  pin.configure(R"("type":"analog_input","gpio":17,"every":1,"samples":1,"deadband":0)");
  CHECK(run(pin, 0, 3005) == 0);
  pin.gpio.set_analog(101);
  CHECK(run(pin, 3005, 6005) == 1);
}

TEST_CASE("Readings go on across the wrap of the clock") {
  const uint32_t start_ms = 0xFFFFFFF1;
  PinBench pin;
  pin.configure(kEverySecond, start_ms);
  pin.gpio.set_analog(1023);
  CHECK(run(pin, start_ms, start_ms + 1005) == 1);
  CHECK(pin.state() == "1023");
}

TEST_CASE("The converter is not read more often than every 5 ms, whatever was asked") {
  PinBench pin;
  pin.configure(R"("type":"analog_input","gpio":17,"every":0.1,"samples":64,"deadband":0)");
  pin.gpio.set_analog(1023);
  CHECK(run(pin, 0, 315) == 0);
  CHECK(run(pin, 315, 330) == 1);
}

TEST_CASE("An analog input cannot be set") {
  PinBench pin;
  pin.configure(kEverySecond);
  CHECK(pin.set("5") == Error::kPinNotCapable);
}

}  // namespace iotdm::test
