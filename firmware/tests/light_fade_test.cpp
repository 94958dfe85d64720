#include <cstdlib>

#include "light_bench.h"

namespace iotdm::test {

namespace {

const std::string kOne = R"("type":"light","gpio":5,"gamma":1)";

}  // namespace

TEST_CASE("A fade reaches its target in time and reports the target at once") {
  PinBench pin;
  pin.configure(kOne);
  const uint32_t start_ms = 0xFFFFFF00;
  pin.set(R"({"on":true,"brightness":255,"transition_ms":1000})", start_ms);
  CHECK(pin.state() == R"({"on":true,"brightness":255})");
  CHECK(pin.gpio.driven(5) == 0);
  const std::pair<uint32_t, uint16_t> way[] = {{250, 255}, {500, 511}, {750, 767}, {990, 1012}, {1000, 1023}};
  for (const auto& [ms, duty] : way) {
    CAPTURE(ms);
    pin.tick(start_ms + ms);
    CHECK(std::abs(pin.gpio.driven(5).value() - duty) <= 1);
  }
}

TEST_CASE("A fade can be turned round on its way") {
  PinBench pin;
  pin.configure(kOne);
  pin.set(R"({"on":true,"brightness":255,"transition_ms":1000})", 0);
  pin.tick(500);
  pin.set(R"({"on":false,"transition_ms":1000})", 500);
  CHECK(pin.gpio.driven(5) == 511);
  pin.tick(1000);
  CHECK(pin.gpio.driven(5) == 255);
  pin.tick(1500);
  CHECK(pin.gpio.driven(5) == 0);
}

TEST_CASE("A fade drives at most every 10 ms, and not at all when it is over") {
  PinBench pin;
  pin.configure(kOne);
  pin.set(R"({"on":true,"brightness":255,"transition_ms":100})", 0);
  pin.gpio.take_log();
  for (uint32_t ms = 1; ms <= 500; ++ms) {
    pin.tick(ms);
  }
  CHECK(pin.gpio.take_log().size() == 10);
}

TEST_CASE("A fade takes every GPIO from where it is to where it shall be, in the same time") {
  PinBench pin;
  pin.configure(kRgbww + kLinear + R"(,"initial":"on","kelvin":6000)");
  const std::vector<uint8_t> gpios = {12, 13, 14, 4, 5};
  const uint32_t start_ms = 0xFFFFFF00;
  set(pin, R"({"rgb":"ff3300","transition_ms":1000})", start_ms);
  CHECK(pin.state() == R"({"on":true,"brightness":255,"rgb":"ff3300"})");
  const std::pair<uint32_t, Duties> way[] = {
      {0, {0, 0, 0, 1023, 0}},      {250, {255, 51, 0, 767, 0}},  {500, {511, 102, 0, 511, 0}},
      {990, {1012, 202, 0, 10, 0}}, {1000, {1023, 204, 0, 0, 0}},
  };
  for (const auto& [ms, expected] : way) {
    CAPTURE(ms);
    pin.tick(start_ms + ms);
    CHECK(are_near(duties(pin, gpios), expected, 1));
  }
  pin.gpio.take_log();
  pin.tick(start_ms + 2000);
  CHECK(pin.gpio.take_log().empty());
}

TEST_CASE("A fade that is turned round begins where it was, for every GPIO") {
  PinBench pin;
  pin.configure(kWhites + kLinear + R"(,"initial":"on","kelvin":2000)");
  set(pin, R"({"kelvin":6000,"transition_ms":1000})", 0);
  set(pin, R"({"kelvin":2000,"transition_ms":1000})", 500);
  CHECK(are_near(duties(pin, {4, 5}), {511, 511}, 1));
  pin.tick(1000);
  CHECK(are_near(duties(pin, {4, 5}), {255, 767}, 1));
  set(pin, R"({"on":false,"transition_ms":100})", 1000);
  pin.tick(1050);
  CHECK(are_near(duties(pin, {4, 5}), {127, 383}, 1));
  pin.tick(1100);
  CHECK(duties(pin, {4, 5}) == Duties{0, 0});
}

TEST_CASE("A fade of its own is for sets that say nothing of a transition") {
  PinBench pin;
  pin.configure(R"("type":"light","gpio":5,"gamma":1,"fade_ms":1000)");
  set(pin, R"({"on":true})", 0);
  CHECK(pin.gpio.driven(5) == 0);
  pin.tick(500);
  CHECK(pin.gpio.driven(5) == 511);
  set(pin, R"({"brightness":51,"transition_ms":0})", 500);
  CHECK(pin.gpio.driven(5) == 204);
  set(pin, R"({"brightness":255,"transition_ms":100})", 600);
  pin.tick(700);
  CHECK(pin.gpio.driven(5) == Gpio::kFullDuty);
}

TEST_CASE("The slowest fade goes on to its end") {
  PinBench pin;
  pin.configure(kRgb + kLinear);
  set(pin, R"({"on":true,"rgb":"ff3300","transition_ms":4294967295})", 7);
  const std::pair<uint32_t, Duties> way[] = {
      {1U << 30, {255, 51, 0}}, {1U << 31, {511, 102, 0}}, {3U << 30, {767, 153, 0}}, {0xFFFFFFFF, {1023, 204, 0}}};
  for (const auto& [ms, expected] : way) {
    CAPTURE(ms);
    pin.tick(7 + ms);
    CHECK(are_near(duties(pin, {12, 13, 14}), expected, 1));
  }
}

TEST_CASE("A reconfigured light goes to its target without the rest of a fade") {
  PinBench pin;
  pin.configure(kRgb + kLinear);
  set(pin, R"({"on":true,"rgb":"ff3300","transition_ms":1000})");
  pin.configure(R"("type":"light","gpio":[12,13,15],"gamma":1)");
  CHECK(are_near(duties(pin, {12, 13, 15}), {1023, 204, 0}, 1));
}

TEST_CASE("What the device switches by itself has no fade, and ends one") {
  FakeGpio gpio;
  PinConfig config;
  REQUIRE(read_pin(JsonText(R"({"key":"a","type":"light","gpio":[12,13,14],"gamma":1,"fade_ms":1000})"), config) ==
          Error::kNone);
  alignas(void*) std::array<unsigned char, kPinRoom> room;
  Pin* light = pin_type(config.type).make(room.data(), config, config.gpios, gpio);
  light->start({}, 0);
  light->turn(true, 0);
  CHECK(gpio.driven(13) == Gpio::kFullDuty);
  CHECK(light->tick(0));
  CHECK(light->set(JsonText(R"({"rgb":"000000"})"), 100) == Error::kNone);
  CHECK(light->tick(600));
  CHECK(gpio.driven(13) == 511);
  light->turn(false, 700);
  CHECK(gpio.driven(13) == 0);
  CHECK(light->tick(700));
  CHECK_FALSE(light->tick(800));
  CHECK(gpio.driven(13) == 0);
}

}  // namespace iotdm::test
