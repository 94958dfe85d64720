#include <algorithm>
#include <cmath>

#include "pin_bench.h"

namespace iotdm::test {

namespace {

const std::string kLinear = R"("type":"light","gpio":5,"gamma":1)";

// The duty after a set of this brightness.
uint16_t duty_at(PinBench& pin, int brightness) {
  REQUIRE(pin.set("{\"on\":true,\"brightness\":" + std::to_string(brightness) + "}") == Error::kNone);
  return pin.gpio.driven(5).value();
}

}  // namespace

TEST_CASE("A light starts off, or on at full brightness") {
  check_beginnings({
      {R"("type":"light","gpio":5)", {"5 low", "5 output"}, R"({"on":false,"brightness":255})"},
      {R"("type":"light","gpio":5,"initial":"on")", {"5 high", "5 output"}, R"({"on":true,"brightness":255})"},
      {R"("type":"light","gpio":5,"invert":true)", {"5 high", "5 output"}, R"({"on":false,"brightness":255})"},
  });
}

TEST_CASE("Full and off are plain levels, everything between is PWM at the configured frequency") {
  PinBench pin;
  pin.configure(R"("type":"light","gpio":5,"gamma":1,"frequency":400)");
  pin.gpio.take_log();
  pin.set(R"({"on":true,"brightness":51})");
  pin.set(R"({"brightness":255})");
  pin.set(R"({"on":false})");
  CHECK(pin.gpio.take_log() == Log{"5 pwm 204 of 400 Hz", "5 high", "5 low"});
}

TEST_CASE("Brightness follows gamma and the least share") {
  struct Case {
    std::string options;
    double gamma;
    double least;
  };
  const Case cases[] = {
      {R"("type":"light","gpio":5)", 2.2, 0},
      {R"("type":"light","gpio":5,"gamma":1)", 1, 0},
      {R"("type":"light","gpio":5,"gamma":3,"min":0.9)", 3, 0.9},
      {R"("type":"light","gpio":5,"gamma":1.805,"min":0.125)", 1.805, 0.125},
  };
  for (const Case& c : cases) {
    PinBench pin;
    pin.configure(c.options);
    for (int brightness = 1; brightness <= 255; ++brightness) {
      CAPTURE(c.options);
      CAPTURE(brightness);
      const double share = c.least + (1 - c.least) * std::pow(brightness / 255.0, c.gamma);
      const double exact = std::max(1.0, share * Gpio::kFullDuty);
      CHECK(std::abs(duty_at(pin, brightness) - exact) < 1.31);  // rounded down, and 0.0003 of 1,023
    }
  }
}

TEST_CASE("The lowest brightness is never dark, also inverted") {
  PinBench pin;
  pin.configure(R"("type":"light","gpio":5,"gamma":3)");
  CHECK(duty_at(pin, 1) == 1);
  pin.configure(R"("type":"light","gpio":5,"gamma":3,"invert":true)");
  CHECK(duty_at(pin, 1) == Gpio::kFullDuty - 1);
  CHECK(duty_at(pin, 255) == 0);
}

TEST_CASE("Absent members keep their value, and on without brightness returns to the last one") {
  PinBench pin;
  pin.configure(kLinear);
  const std::pair<std::string, std::string> sets[] = {
      {R"({"brightness":51})", R"({"on":false,"brightness":51})"},
      {R"({"on":true})", R"({"on":true,"brightness":51})"},
      {R"({"brightness":102})", R"({"on":true,"brightness":102})"},
      {R"({"on":false})", R"({"on":false,"brightness":102})"},
      {R"({})", R"({"on":false,"brightness":102})"},
      {R"({"on":true,"colour":"red"})", R"({"on":true,"brightness":102})"},
  };
  for (const auto& [value, state] : sets) {
    CAPTURE(value);
    CHECK(pin.set(value) == Error::kNone);
    CHECK(pin.state() == state);
  }
  CHECK(pin.gpio.driven(5) == 409);
}

TEST_CASE("A value that is not allowed changes nothing") {
  PinBench pin;
  pin.configure(kLinear);
  pin.set(R"({"on":true,"brightness":51})");
  check_refused(pin, kNoMembers);
  const std::vector<std::string> values = {
      R"({"brightness":0})",
      R"({"brightness":256})",
      R"({"brightness":1.5})",
      R"({"brightness":"51"})",
      R"({"on":false,"brightness":300})",
      R"({"on":false,"transition_ms":-1})",
      R"({"on":false,"transition_ms":4294967296})",
  };
  check_refused(pin, values);
  CHECK(pin.state() == R"({"on":true,"brightness":51})");
}

TEST_CASE("A changed configuration keeps state and brightness") {
  PinBench pin;
  pin.configure(kLinear);
  pin.set(R"({"on":true,"brightness":51})");
  pin.configure(R"("type":"light","gpio":4,"gamma":1)");
  CHECK(pin.state() == R"({"on":true,"brightness":51})");
  CHECK(pin.gpio.driven(4) == 204);
}

}  // namespace iotdm::test
