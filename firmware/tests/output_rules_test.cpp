// What holds for every output: timers and limits, exact to the millisecond, and with nobody there to command anything.
#include <doctest/doctest.h>

#include <vector>

#include "pin_bench.h"
#include "relays.h"

namespace iotdm::test {

TEST_CASE("auto_off turns off after its time, counted from the last wish for on") {
  Relays relays(R"("auto_off":2.5)");
  REQUIRE(relays.set('a', true) == Error::kNone);
  relays.pass(2000);
  relays.set('a', true);
  relays.pass(2499);
  CHECK(relays.levels() == "1");
  relays.pass(1);
  CHECK(relays.levels() == "0");
  relays.set('a', true);
  relays.pass(1000);
  relays.set('a', false);
  relays.pass(10000);
  CHECK(relays.levels() == "0");
}

TEST_CASE("auto_off counts from power-on for an output that begins on, and across the wrap of the clock") {
  Relays relays;
  relays.now_ms = 0xFFFFFF00;
  relays.configure(R"("auto_off":0.5,"initial":"on")");
  relays.pass(499);
  CHECK(relays.levels() == "1");
  relays.pass(1);
  CHECK(relays.levels() == "0");
}

TEST_CASE("auto_off of a light turns it off at once, and a brightness alone does not put it off") {
  PinBench pin;
  pin.configure(R"("type":"light","gpio":5,"auto_off":1)");
  pin.set(R"({"on":true,"transition_ms":5000})", 0);
  pin.tick(500);
  pin.set(R"({"brightness":10})", 500);
  pin.tick(500);
  CHECK_FALSE(pin.tick(999));
  CHECK(pin.tick(1000));
  CHECK(pin.gpio.driven(5) == 0);
  CHECK(pin.state() == R"({"on":false,"brightness":10})");
}

TEST_CASE("Within min_on it does not go off, within min_off not on, and a refusal changes nothing") {
  Relays relays(R"("min_on":2,"min_off":3)");
  relays.pass(3000);
  REQUIRE(relays.set('a', true) == Error::kNone);
  relays.pass(1999);
  CHECK(relays.set('a', false) == Error::kRateLimited);
  CHECK(relays.set('a', true) == Error::kNone);
  CHECK(relays.levels() == "1");
  relays.pass(1);
  CHECK(relays.set('a', false) == Error::kNone);
  relays.pass(2999);
  CHECK(relays.set('a', true) == Error::kRateLimited);
  CHECK(relays.levels() == "0");
  relays.pass(1);
  CHECK(relays.set('a', true) == Error::kNone);
  CHECK(relays.levels() == "1");
}

TEST_CASE("min_off counts from power-on: an output that begins on waits for it") {
  Relays relays(R"("min_off":3,"initial":"on")");
  CHECK(relays.levels() == "0");
  CHECK(relays.set('a', true) == Error::kRateLimited);
  relays.pass(2999);
  CHECK(relays.levels() == "0");
  relays.pass(1);
  CHECK(relays.levels() == "1");
}

TEST_CASE("A wish for off ends the wait for min_off") {
  Relays relays(R"("min_off":3,"initial":"on")");
  CHECK(relays.set('a', false) == Error::kNone);
  relays.pass(10000);
  CHECK(relays.levels() == "0");
}

TEST_CASE("Long after the last switching nothing is limited, whatever the clock says") {
  Relays relays(R"("min_on":3600,"min_off":3600)");
  for (uint32_t days = 0; days < 120; ++days) {
    relays.skip(86400000);
    CHECK(relays.set('a', days % 2 == 0) == Error::kNone);
  }
}

TEST_CASE("At most so many times on within a minute, and always off") {
  Relays relays(R"("max_per_min":3)");
  for (int i = 0; i < 3; ++i) {
    relays.pass(1000);
    CHECK(relays.set('a', true) == Error::kNone);
    CHECK(relays.set('a', false) == Error::kNone);
  }
  CHECK(relays.set('a', true) == Error::kRateLimited);
  relays.pass(57999);  // 59,999 ms after the first one
  CHECK(relays.set('a', true) == Error::kRateLimited);
  // The moments are kept in steps of 256 ms, in the careful direction.
  relays.pass(1 + 2 * 256);
  CHECK(relays.set('a', true) == Error::kNone);
  CHECK(relays.set('a', false) == Error::kNone);
  CHECK(relays.set('a', true) == Error::kRateLimited);
}

TEST_CASE("In no minute is it on more often than allowed") {
  for (const uint32_t most : {1U, 2U, 10U}) {
    Relays relays(R"("max_per_min":)" + std::to_string(most));
    relays.now_ms = 0xFFFF0000;
    std::vector<uint32_t> times;
    uint32_t lot = most;
    for (int i = 0; i < 3000; ++i) {
      lot = lot * 1664525 + 1013904223;
      relays.skip((lot >> 20) % 700);
      if (relays.set('a', true) == Error::kNone) {
        times.push_back(relays.now_ms);
        relays.set('a', false);
      }
    }
    CHECK(times.size() > 10);
    for (size_t i = most; i < times.size(); ++i) {
      CHECK(times[i] - times[i - most] >= 60000);
    }
  }
}

TEST_CASE("A changed configuration keeps what counts: times per minute, waits, and that safety was reached") {
  Relays relays(R"("max_per_min":1)", R"("min_off":3,"initial":"on")", R"("failsafe":"off","failsafe_after":1)");
  relays.set('a', true);
  relays.set('a', false);
  relays.set('c', true);
  relays.absence.broker_ms = 1000;
  relays.pass(1);
  relays.set('c', true);
  relays.configure(R"("max_per_min":1,"auto_off":9)", R"("min_off":3,"initial":"on","auto_off":9)",
                   R"("failsafe":"off","failsafe_after":1,"auto_off":9)");
  CHECK(relays.set('a', true) == Error::kRateLimited);
  relays.pass(3000);
  CHECK(relays.levels() == "011");
}

TEST_CASE("Going to off ends a wait for on") {
  Relays relays(R"("min_off":3,"initial":"on","failsafe":"off","failsafe_after":1)");
  relays.absence.broker_ms = 1000;
  relays.pass(10000);
  CHECK(relays.levels() == "0");
}

TEST_CASE("initial does not count for an output that is there already") {
  Relays relays(R"("initial":"none")");
  relays.configure(R"("initial":"on")");
  CHECK(relays.levels() == "0");
}

TEST_CASE("Without a broker for so long, an output goes where it is safe, once") {
  Relays relays(R"("failsafe":"off","failsafe_after":10)", R"("failsafe":"on","failsafe_after":20)",
                R"("failsafe":"off","failsafe_on":"manager","failsafe_after":100)", "");
  relays.pass(500);
  for (const char key : {'a', 'c', 'd'}) {
    relays.set(key, true);
  }
  const auto levels_after = [&relays](uint32_t broker_ms, uint32_t manager_ms) {
    relays.absence = {broker_ms, manager_ms};
    relays.pass(1);
    return relays.levels();
  };
  CHECK(levels_after(9999, 99999) == "1011");
  CHECK(levels_after(10000, 99999) == "0011");
  CHECK(levels_after(19999, 99999) == "0011");
  CHECK(levels_after(20000, 99999) == "0111");
  CHECK(levels_after(20000, 100000) == "0101");
  // A wall button or another client may still switch it.
  relays.set('a', true);
  CHECK(levels_after(30000, 100000) == "1101");
  CHECK(levels_after(0, 100000) == "1101");
  CHECK(levels_after(10000, 100000) == "0101");
}

TEST_CASE("Going where it is safe waits for min_on, and keeps an interlock") {
  Relays relays(R"("failsafe":"off","failsafe_after":1,"min_on":5)",
                R"("failsafe":"on","failsafe_after":1,"group":1,"dead_ms":300)", R"("group":1,"min_on":2)", "");
  relays.pass(500);
  relays.set('a', true);
  relays.set('c', true);
  relays.absence.broker_ms = 1000;
  relays.pass(1999);
  CHECK(relays.levels() == "1010");
  relays.pass(1);
  CHECK(relays.levels() == "1000");
  relays.pass(300);
  CHECK(relays.levels() == "1100");
  relays.pass(2699);
  CHECK(relays.levels() == "1100");
  relays.pass(1);
  CHECK(relays.levels() == "0100");
}

TEST_CASE("What could not be done before the link came back is not done later") {
  Relays relays(R"("failsafe":"off","failsafe_after":1,"min_on":5)");
  relays.set('a', true);
  relays.absence.broker_ms = 1000;
  relays.pass(2000);
  relays.absence.broker_ms = 0;
  relays.pass(10000);
  CHECK(relays.levels() == "1");
}

TEST_CASE("What must not move by itself is set only by a message that says until when") {
  Relays relays(R"("guard":true)", "");
  CHECK(relays.set('a', true, false) == Error::kExpired);
  CHECK(relays.set('b', true, false) == Error::kNone);
  CHECK(relays.levels() == "01");
  CHECK(relays.set('a', true) == Error::kNone);
  CHECK(relays.levels() == "11");
}

TEST_CASE("initial none leaves the GPIO alone until the first set") {
  Relays relays(R"("initial":"none")");
  CHECK(relays.levels().empty());
  CHECK(relays.gpio.take_log().empty());
  relays.configure(R"("initial":"none","auto_off":3)");
  CHECK(relays.levels().empty());
  relays.set('a', false);
  CHECK(relays.gpio.take_log() == Log{"5 low", "5 output"});
}

TEST_CASE("A changed configuration keeps the level") {
  Relays relays(R"("initial":"none","auto_off":3)");
  relays.set('a', true);
  relays.configure(R"("initial":"off","auto_off":2)");
  CHECK(relays.levels() == "1");
  relays.pass(1999);
  CHECK(relays.levels() == "1");
  relays.pass(1);
  CHECK(relays.levels() == "0");
}

}  // namespace iotdm::test
