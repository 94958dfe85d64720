#include "pin_bench.h"

namespace iotdm::test {

TEST_CASE("A digital output starts at its initial level, inverted or not") {
  check_beginnings({
      {R"("type":"digital_output","gpio":5)", {"5 low", "5 output"}, "false"},
      {R"("type":"digital_output","gpio":5,"invert":true)", {"5 high", "5 output"}, "false"},
      {R"("type":"digital_output","gpio":5,"initial":"on")", {"5 high", "5 output"}, "true"},
      {R"("type":"digital_output","gpio":5,"initial":"on","invert":true)", {"5 low", "5 output"}, "true"},
      {R"("type":"digital_output","gpio":16)", {"16 low", "16 output"}, "false"},
  });
}

TEST_CASE("A set drives at once and reports a change only once") {
  PinBench pin;
  pin.configure(R"("type":"digital_output","gpio":5)");
  CHECK(pin.set("true") == Error::kNone);
  CHECK(pin.gpio.driven(5) == Gpio::kFullDuty);
  CHECK(pin.state() == "true");
  CHECK(pin.tick(0));
  CHECK_FALSE(pin.tick(10));
  CHECK(pin.set("true") == Error::kNone);
  CHECK_FALSE(pin.tick(20));
}

TEST_CASE("An inverted output drives low for on") {
  PinBench pin;
  pin.configure(R"("type":"digital_output","gpio":5,"invert":true)");
  pin.set("true");
  CHECK(pin.gpio.driven(5) == 0);
  pin.set("false");
  CHECK(pin.gpio.driven(5) == Gpio::kFullDuty);
}

TEST_CASE("A digital output takes nothing but true and false") {
  PinBench pin;
  pin.configure(R"("type":"digital_output","gpio":5)");
  check_refused(pin, kNoFlag);
}

TEST_CASE("A changed configuration keeps the state, not the level") {
  PinBench pin;
  pin.configure(R"("type":"digital_output","gpio":5)");
  pin.set("true");
  pin.configure(R"("type":"digital_output","gpio":5,"invert":true)");
  CHECK(pin.state() == "true");
  CHECK(pin.gpio.driven(5) == 0);
}

}  // namespace iotdm::test
