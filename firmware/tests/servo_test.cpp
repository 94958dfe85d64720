#include <array>
#include <utility>

#include "pin_bench.h"

namespace iotdm::test {

namespace {

// 10 microseconds a degree.
const std::string kRound = R"("type":"servo","gpio":5,"min_us":600,"max_us":2400)";

std::string wave(uint32_t high_us) { return std::to_string(high_us) + "/" + std::to_string(20000 - high_us) + " us"; }

std::string angle(const std::string& degrees) { return "{\"angle\":" + degrees + "}"; }

void run(PinBench& pin, uint32_t from_ms, uint32_t lasts_ms) {
  for (uint32_t ms = 0; ms <= lasts_ms; ++ms) {
    pin.tick(from_ms + ms);
  }
}

}  // namespace

TEST_CASE("A servo begins as its option says, and without one it is left alone") {
  struct Case {
    std::string options;
    Log log;
    std::string state;
  };
  const Case cases[] = {
      {"", {}, "null"},
      {R"(,"initial":"none","angle":30)", {}, "null"},
      {R"(,"initial":"restore","angle":30)", {}, "null"},
      {R"(,"initial":"angle")", {"5 wave " + wave(1500), "5 output"}, "90"},
      {R"(,"initial":"angle","angle":30)", {"5 wave " + wave(900), "5 output"}, "30"},
  };
  for (const Case& c : cases) {
    PinBench pin;
    CAPTURE(c.options);
    pin.configure(kRound + c.options, 1234567);
    CHECK(pin.gpio.take_log() == c.log);
    CHECK(pin.state() == angle(c.state));
    CHECK_FALSE(pin.tick(1234567));
    CHECK_FALSE(pin.tick(1300000));
    CHECK(pin.gpio.take_log().empty());
  }
}

TEST_CASE("An angle is a pulse between the shortest and the longest") {
  struct Case {
    std::string options;
    std::string degrees;
    uint32_t high_us;
  };
  const Case cases[] = {
      {R"("type":"servo","gpio":5)", "0", 544},
      {R"("type":"servo","gpio":5)", "90", 1472},
      {R"("type":"servo","gpio":5)", "180", 2400},
      {R"("type":"servo","gpio":5)", "1", 554},
      {R"("type":"servo","gpio":5,"min_us":400,"max_us":2600)", "180", 2600},
      {R"("type":"servo","gpio":5,"min_us":400,"max_us":2600)", "179", 2587},
      {R"("type":"servo","gpio":5,"min_us":1500,"max_us":1500)", "45", 1500},
      {kRound, "45.0", 1050},
  };
  for (const Case& c : cases) {
    PinBench pin;
    CAPTURE(c.options);
    CAPTURE(c.degrees);
    pin.configure(c.options);
    CHECK(pin.set(angle(c.degrees), 7) == Error::kNone);
    CHECK(pin.gpio.take_log() == Log{"5 wave " + wave(c.high_us), "5 output"});
    CHECK(pin.tick(7));
    CHECK_FALSE(pin.tick(8));
  }
}

TEST_CASE("The speed is kept to exactly, in steps of 20 ms, also across the wrap of the clock") {
  for (const uint32_t start_ms : {0U, 0xFFFFFF00U}) {
    CAPTURE(start_ms);
    PinBench pin;
    pin.configure(kRound + R"(,"initial":"angle","angle":30,"degrees_per_s":90)", start_ms - 100000);
    pin.gpio.take_log();
    pin.set(angle("120"), start_ms);
    CHECK(pin.state() == angle("120"));
    CHECK(pin.gpio.wave(5) == wave(900));
    pin.gpio.take_log();
    for (uint32_t ms = 1; ms < 1000; ++ms) {
      CAPTURE(ms);
      pin.tick(start_ms + ms);
      REQUIRE(pin.gpio.wave(5) == wave(900 + ms / 20 * 20 * 900 / 1000));
    }
    CHECK(pin.gpio.take_log().size() == 49);
    pin.tick(start_ms + 1000);
    CHECK(pin.gpio.wave(5) == wave(1800));
    pin.gpio.take_log();
    run(pin, start_ms + 1000, 3000);
    CHECK(pin.gpio.take_log().empty());
  }
}

TEST_CASE("The slowest move is exact as well") {
  PinBench pin;
  pin.configure(kRound + R"(,"initial":"angle","angle":180,"degrees_per_s":1)");
  pin.set(angle("0"), 0);
  run(pin, 0, 90000);
  CHECK(pin.gpio.wave(5) == wave(1500));
  run(pin, 90000, 90000);
  CHECK(pin.gpio.wave(5) == wave(600));
}

TEST_CASE("A move can be turned round on its way, and sets in between do not slow it down") {
  PinBench pin;
  pin.configure(kRound + R"(,"initial":"angle","angle":0,"degrees_per_s":100)");
  pin.set(angle("180"), 0);
  for (uint32_t ms = 0; ms <= 500; ++ms) {
    pin.tick(ms);
    if (ms % 5 == 0) {
      pin.set(angle("180"), ms);
    }
  }
  CHECK(pin.gpio.wave(5) == wave(1100));
  pin.set(angle("10"), 500);
  run(pin, 500, 200);
  CHECK(pin.gpio.wave(5) == wave(900));
  run(pin, 700, 200);
  CHECK(pin.gpio.wave(5) == wave(700));
}

TEST_CASE("The first angle is taken at once, at whatever speed: nobody knows where the servo stands") {
  PinBench pin;
  pin.configure(kRound + R"(,"degrees_per_s":1)");
  pin.set(angle("100"), 0);
  CHECK(pin.gpio.wave(5) == wave(1600));
}

TEST_CASE("The pulses end behind the move, and the next set begins them again, also with the same angle") {
  PinBench pin;
  pin.configure(kRound + R"(,"initial":"angle","angle":0,"degrees_per_s":100,"release_ms":300)");
  pin.set(angle("50"), 0);
  run(pin, 0, 799);
  CHECK(pin.gpio.wave(5) == wave(1100));
  pin.gpio.take_log();
  run(pin, 800, 5000);
  CHECK(pin.gpio.take_log() == Log{"5 low"});
  CHECK(pin.state() == angle("50"));

  pin.set(angle("50"), 10000);
  CHECK(pin.gpio.take_log() == Log{"5 wave " + wave(1100)});
  run(pin, 10000, 299);
  CHECK(pin.gpio.take_log().empty());
  pin.tick(10300);
  CHECK(pin.gpio.take_log() == Log{"5 low"});

  pin.set(angle("40"), 20000);
  CHECK(pin.gpio.wave(5) == wave(1100));
  pin.tick(20020);
  CHECK(pin.gpio.wave(5) == wave(1080));
}

TEST_CASE("Without a release the servo holds") {
  PinBench pin;
  pin.configure(kRound + R"(,"initial":"angle")");
  pin.gpio.take_log();
  run(pin, 0, 200000);
  CHECK(pin.gpio.take_log().empty());
}

TEST_CASE("A servo takes nothing but an angle from 0 to 180") {
  PinBench pin;
  pin.configure(kRound + R"(,"initial":"angle")");
  const std::vector<std::string> values = {
      "90",
      "true",
      "null",
      "[90]",
      "{}",
      R"({"on":true})",
      R"({"angle":null})",
      R"({"angle":"90"})",
      R"({"angle":181})",
      R"({"angle":-1})",
      R"({"angle":4294967386})",
      R"({"angle":90.5})",
      R"({"angle":9e1})",
      R"({"angle":90,})",
      R"({"angle":90)",
      R"([{"angle":10}])",
      "",
  };
  check_refused(pin, values);
  CHECK(pin.set(R"({"speed":7,"angle":10})") == Error::kNone);
  CHECK(pin.state() == angle("10"));
}

TEST_CASE("A servo needs a GPIO with PWM") {
  PinBench pin;
  pin.configure(R"("type":"servo","gpio":16)");
  CHECK(pin.errors() == R"({"key":"a","error":"pin_not_capable"})");
}

TEST_CASE("A changed configuration keeps the angle") {
  PinBench pin;
  pin.configure(kRound + R"(,"initial":"angle")");
  pin.set(angle("20"));
  pin.configure(kRound + R"(,"initial":"angle","max_us":2220)");
  CHECK(pin.state() == angle("20"));
  CHECK(pin.gpio.wave(5) == wave(780));
}

TEST_CASE("A changed configuration leaves a servo alone that never moved") {
  PinBench pin;
  pin.configure(kRound);
  pin.configure(kRound + R"(,"max_us":2220)");
  CHECK(pin.state() == angle("null"));
  CHECK(pin.gpio.take_log().empty());
}

TEST_CASE("Only restore wants the angle back after a power cut, and a kept angle beats the option") {
  const std::pair<std::string, bool> cases[] = {{"none", false}, {"angle", false}, {"restore", true}};
  for (const auto& [initial, restores] : cases) {
    CAPTURE(initial);
    PinConfig config;
    const std::string text = R"({"key":"a",)" + kRound + R"(,"initial":")" + initial + "\"}";
    REQUIRE(read_pin(JsonText(text), config) == Error::kNone);
    FakeGpio gpio;
    alignas(void*) std::array<unsigned char, kPinRoom> room;
    Pin* pin = pin_type(config.type).make(room.data(), config, config.gpios, gpio);
    CHECK(pin->restores() == restores);
    CHECK_FALSE((initial != "angle" && pin->level().known));
    pin->start({{true, false, {170}}, true}, 100);
    CHECK(gpio.take_log() == Log{"5 wave " + wave(2300), "5 output"});
    CHECK(pin->level().known);
    CHECK(pin->level().value[0] == 170);
  }
}

}  // namespace iotdm::test
