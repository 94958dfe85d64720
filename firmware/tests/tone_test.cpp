#include "pin_bench.h"

namespace iotdm::test {

namespace {

const std::string kBeep = R"("type":"tone","gpio":5,"on_ms":100,"off_ms":200)";

}  // namespace

TEST_CASE("A tone starts silent") {
  PinBench pin;
  pin.configure(R"("type":"tone","gpio":5)");
  CHECK(pin.gpio.take_log() == Log{"5 low", "5 output"});
  CHECK(pin.state() == "false");
}

TEST_CASE("A tone is a square wave of its frequency, which goes on until it is ended") {
  struct Case {
    std::string frequency;
    std::string wave;
  };
  const Case cases[] = {
      {"20", "25000/25000 us"}, {"440", "1136/1136 us"}, {"2000", "250/250 us"},
      {"3000", "166/167 us"},   {"10000", "50/50 us"},
  };
  for (const Case& c : cases) {
    PinBench pin;
    CAPTURE(c.frequency);
    pin.configure(R"("type":"tone","gpio":5,"frequency":)" + c.frequency);
    pin.gpio.take_log();
    CHECK(pin.set("true", 1000) == Error::kNone);
    CHECK(pin.gpio.take_log() == Log{"5 wave " + c.wave});
    CHECK(pin.state() == "true");
    CHECK(pin.tick(1000));
    for (uint32_t ms = 0; ms < 200000; ms += 100) {
      REQUIRE_FALSE(pin.tick(1000 + ms));
    }
    CHECK(pin.gpio.take_log().empty());
    pin.set("false", 300000);
    CHECK(pin.gpio.take_log() == Log{"5 low"});
    CHECK(pin.state() == "false");
  }
}

TEST_CASE("Beeps are exact, also across the wrap of the clock") {
  for (const uint32_t start_ms : {0U, 0xFFFFFF00U}) {
    CAPTURE(start_ms);
    PinBench pin;
    pin.configure(kBeep, start_ms);
    pin.set("true", start_ms);
    pin.tick(start_ms);
    for (uint32_t ms = 1; ms < 2000; ++ms) {
      CAPTURE(ms);
      REQUIRE_FALSE(pin.tick(start_ms + ms));
      REQUIRE(pin.gpio.wave(5) == (ms % 300 < 100 ? "250/250 us" : ""));
    }
    CHECK(pin.state() == "true");
  }
}

TEST_CASE("True while it beeps does not begin the beeps anew, false ends them at once") {
  PinBench pin;
  pin.configure(kBeep);
  pin.set("true", 0);
  pin.set("true", 99);
  pin.tick(100);
  CHECK(pin.gpio.wave(5).empty());
  pin.tick(300);
  CHECK(pin.gpio.wave(5) == "250/250 us");
  pin.set("false", 350);
  CHECK(pin.gpio.driven(5) == 0);
  pin.gpio.take_log();
  for (uint32_t ms = 350; ms < 2000; ++ms) {
    pin.tick(ms);
  }
  CHECK(pin.gpio.take_log().empty());
}

TEST_CASE("Only one time of a beep is no combination") {
  for (const std::string times : {R"("on_ms":100)", R"("off_ms":100)", R"("on_ms":100,"off_ms":0)"}) {
    PinBench pin;
    CAPTURE(times);
    pin.configure(R"("type":"tone","gpio":5,)" + times);
    CHECK(pin.errors() == R"({"key":"a","error":"bad_combination"})");
    CHECK(pin.gpio.take_log().empty());
  }
}

TEST_CASE("A tone takes nothing but true and false") {
  PinBench pin;
  pin.configure(kBeep);
  check_refused(pin, kNoFlag);
}

TEST_CASE("A tone needs a GPIO with PWM") {
  PinBench pin;
  pin.configure(R"("type":"tone","gpio":16)");
  CHECK(pin.errors() == R"({"key":"a","error":"pin_not_capable"})");
}

TEST_CASE("A changed configuration keeps a tone sounding") {
  PinBench pin;
  pin.configure(R"("type":"tone","gpio":5)");
  pin.set("true");
  pin.configure(R"("type":"tone","gpio":5,"frequency":1000)");
  CHECK(pin.state() == "true");
  CHECK(pin.gpio.wave(5) == "500/500 us");
}

}  // namespace iotdm::test
