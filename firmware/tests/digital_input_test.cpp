#include "pin_bench.h"

namespace iotdm::test {

TEST_CASE("A digital input has its pull and its first reading at once") {
  struct Case {
    std::string options;
    bool level;
    Log log;
    std::string state;
  };
  const Case cases[] = {
      {R"("type":"digital_input","gpio":14)", false, {"14 input"}, "false"},
      {R"("type":"digital_input","gpio":14)", true, {"14 input"}, "true"},
      {R"("type":"digital_input","gpio":14,"pull":"up","invert":true)", true, {"14 input_pullup"}, "false"},
      {R"("type":"digital_input","gpio":14,"pull":"up","invert":true)", false, {"14 input_pullup"}, "true"},
      {R"("type":"digital_input","gpio":16,"pull":"down")", true, {"16 input_pulldown"}, "true"},
  };
  for (const Case& c : cases) {
    PinBench pin;
    pin.gpio.set_outside(14, c.level);
    pin.gpio.set_outside(16, c.level);
    CAPTURE(c.options);
    pin.configure(c.options);
    CHECK(pin.gpio.take_log() == c.log);
    CHECK(pin.state() == c.state);
    CHECK_FALSE(pin.tick(1000));
  }
}

TEST_CASE("A change counts when it has lasted as long as the debounce") {
  struct Case {
    std::string options;
    uint32_t debounce_ms;
  };
  const Case cases[] = {
      {R"("type":"digital_input","gpio":14)", 50},
      {R"("type":"digital_input","gpio":14,"debounce_ms":10000)", 10000},
      {R"("type":"digital_input","gpio":14,"debounce_ms":1)", 1},
  };
  for (const Case& c : cases) {
    const uint32_t start_ms = 0xFFFFFFF8;
    PinBench pin;
    pin.configure(c.options, start_ms);
    pin.gpio.set_outside(14, true);
    CAPTURE(c.options);
    CHECK_FALSE(pin.tick(start_ms));
    CHECK_FALSE(pin.tick(start_ms + c.debounce_ms - 1));
    CHECK(pin.state() == "false");
    CHECK(pin.tick(start_ms + c.debounce_ms));
    CHECK(pin.state() == "true");
  }
}

TEST_CASE("Without debounce a change counts at once") {
  PinBench pin;
  pin.configure(R"("type":"digital_input","gpio":14,"debounce_ms":0)");
  pin.gpio.set_outside(14, true);
  CHECK(pin.tick(0));
  CHECK(pin.state() == "true");
}

TEST_CASE("A bounce starts the wait anew, and one that returns is never reported") {
  PinBench pin;
  pin.configure(R"("type":"digital_input","gpio":14)");
  for (uint32_t ms = 0; ms < 1000; ms += 20) {
    pin.gpio.set_outside(14, ms % 40 == 0);
    CHECK_FALSE(pin.tick(ms));
  }
  CHECK(pin.state() == "false");
}

TEST_CASE("An input cannot be set") {
  PinBench pin;
  pin.configure(R"("type":"digital_input","gpio":14)");
  CHECK(pin.set("true") == Error::kPinNotCapable);
}

}  // namespace iotdm::test
