#include "pin_bench.h"

namespace iotdm::test {

namespace {

const std::string kFan = R"("type":"fan","gpio":5,"frequency":400)";

}  // namespace

TEST_CASE("A fan starts off, or on at its first speed") {
  check_beginnings({
      {R"("type":"fan","gpio":5)", {"5 low", "5 output"}, R"({"on":false,"speed":100})"},
      {R"("type":"fan","gpio":5,"invert":true)", {"5 high", "5 output"}, R"({"on":false,"speed":100})"},
      {R"("type":"fan","gpio":5,"speed":40)", {"5 low", "5 output"}, R"({"on":false,"speed":40})"},
      {R"("type":"fan","gpio":5,"initial":"on")", {"5 high", "5 output"}, R"({"on":true,"speed":100})"},
      {R"("type":"fan","gpio":5,"initial":"on","speed":40)",
       {"5 pwm 409 of 1000 Hz", "5 output"},
       R"({"on":true,"speed":40})"},
      {R"("type":"fan","gpio":5,"initial":"none")", {}, R"({"on":false,"speed":100})"},
  });
}

TEST_CASE("A fan runs only on a GPIO with PWM") {
  PinBench pin;
  pin.configure(R"("type":"fan","gpio":16)");
  CHECK(pin.errors() == R"({"key":"a","error":"pin_not_capable"})");
}

TEST_CASE("Each speed has its share of the power, above the least one") {
  PinBench pin;
  for (const uint32_t least : {0U, 300U, 900U}) {
    pin.configure(R"("type":"fan","gpio":5,"min":0.)" + std::to_string(least));
    for (uint32_t speed = 1; speed <= 100; ++speed) {
      CAPTURE(least);
      CAPTURE(speed);
      pin.set("{\"on\":true,\"speed\":" + std::to_string(speed) + "}");
      const uint32_t exact = (least * 100 + (1000 - least) * speed) * Gpio::kFullDuty / 100000;
      const uint32_t duty = pin.gpio.driven(5).value();
      CHECK(duty <= exact);
      CHECK(duty + 1 >= exact);
    }
    CHECK(pin.gpio.driven(5) == Gpio::kFullDuty);
  }
}

TEST_CASE("Full and off are plain levels, everything between is PWM at the configured frequency") {
  PinBench pin;
  pin.configure(kFan);
  pin.gpio.take_log();
  pin.set(R"({"on":true,"speed":50})");
  pin.set(R"({"speed":100})");
  pin.set(R"({"on":false})");
  CHECK(pin.gpio.take_log() == Log{"5 pwm 511 of 400 Hz", "5 high", "5 low"});
}

TEST_CASE("Absent members of a fan's set keep their value, and on without speed returns to the last one") {
  PinBench pin;
  pin.configure(kFan);
  const std::pair<std::string, std::string> sets[] = {
      {R"({"speed":20})", R"({"on":false,"speed":20})"},
      {R"({"on":true})", R"({"on":true,"speed":20})"},
      {R"({"speed":60})", R"({"on":true,"speed":60})"},
      {R"({"on":false})", R"({"on":false,"speed":60})"},
      {R"({"on":true,"direction":"left"})", R"({"on":true,"speed":60})"},
  };
  for (const auto& [value, state] : sets) {
    CAPTURE(value);
    CHECK(pin.set(value) == Error::kNone);
    CHECK(pin.state() == state);
    CHECK(pin.tick(0));
    CHECK_FALSE(pin.tick(0));
  }
  CHECK(pin.set(R"({"on":true,"speed":60})") == Error::kNone);
  CHECK_FALSE(pin.tick(0));
}

TEST_CASE("What a fan does not understand changes nothing") {
  PinBench pin;
  pin.configure(kFan);
  pin.set(R"({"on":true,"speed":50})");
  check_refused(pin, kNoMembers);
  const std::vector<std::string> values = {
      R"({"speed":0})",
      R"({"speed":101})",
      R"({"speed":256})",
      R"({"speed":4294967297})",
      R"({"speed":-1})",
      R"({"speed":1.5})",
      R"({"speed":"20"})",
      R"({"on":false,"speed":101})",
      R"({"speed":20,"on":"off"})",
  };
  check_refused(pin, values);
  CHECK(pin.state() == R"({"on":true,"speed":50})");
}

TEST_CASE("A fan that stands still gets full power first") {
  PinBench pin;
  const uint32_t start_ms = 0xFFFFFF00;
  pin.configure(R"("type":"fan","gpio":5,"kick_ms":800,"invert":true)", start_ms);
  pin.set(R"({"on":true,"speed":20})", start_ms);
  CHECK(pin.gpio.driven(5) == 0);
  CHECK(pin.state() == R"({"on":true,"speed":20})");
  pin.tick(start_ms);
  // Another speed does not begin it anew, nor end it.
  pin.set(R"({"speed":40})", start_ms + 500);
  pin.tick(start_ms + 799);
  CHECK(pin.gpio.driven(5) == 0);
  pin.tick(start_ms + 800);
  CHECK(pin.gpio.driven(5) == Gpio::kFullDuty - 409);
  // A fan that turns needs no kick.
  pin.set(R"({"on":true,"speed":20})", start_ms + 900);
  CHECK(pin.gpio.driven(5) == Gpio::kFullDuty - 204);
  pin.set(R"({"on":false})", start_ms + 1000);
  pin.set(R"({"on":true})", start_ms + 1100);
  CHECK(pin.gpio.driven(5) == 0);
  pin.set(R"({"on":false})", start_ms + 1200);
  pin.gpio.take_log();
  pin.tick(start_ms + 5000);
  CHECK(pin.gpio.driven(5) == Gpio::kFullDuty);
  CHECK(pin.gpio.take_log().empty());
}

TEST_CASE("A fan that is on at boot gets its kick as well") {
  PinBench pin;
  pin.configure(R"("type":"fan","gpio":5,"kick_ms":800,"speed":20,"initial":"on")", 1000);
  CHECK(pin.gpio.take_log() == Log{"5 high", "5 output"});
  pin.tick(1799);
  CHECK(pin.gpio.driven(5) == Gpio::kFullDuty);
  pin.tick(1800);
  CHECK(pin.gpio.driven(5) == 204);
}

TEST_CASE("A changed configuration keeps state and speed of a fan") {
  PinBench pin;
  pin.configure(kFan);
  pin.set(R"({"on":true,"speed":20})");
  pin.configure(R"("type":"fan","gpio":4,"speed":70)");
  CHECK(pin.state() == R"({"on":true,"speed":20})");
  CHECK(pin.gpio.driven(4) == 204);
}

}  // namespace iotdm::test
