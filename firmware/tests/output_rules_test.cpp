// What holds for every output: timers and limits, exact to the millisecond, and with nobody there to command anything.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
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

TEST_CASE("One of a group turns the others off and waits for its dead time") {
  const std::string motor = R"("group":1,"dead_ms":400)";
  Relays relays(motor, motor, std::string(R"("group":2)"), std::string());
  relays.pass(400);
  for (const char key : {'a', 'c', 'd'}) {
    REQUIRE(relays.set(key, true) == Error::kNone);
  }
  relays.pass(500);
  CHECK(relays.levels() == "1011");
  relays.gpio.take_log();
  REQUIRE(relays.set('b', true) == Error::kNone);
  CHECK(relays.levels() == "0011");
  relays.pass(399);
  CHECK(relays.levels() == "0011");
  relays.pass(1);
  CHECK(relays.levels() == "0111");
  CHECK(relays.gpio.take_log() == Log{"5 low", "4 high"});
}

TEST_CASE("The dead time counts from the moment at which the other one went off") {
  const std::string motor = R"("group":1,"dead_ms":400)";
  Relays relays(motor, motor);
  relays.pass(400);
  relays.set('a', true);
  relays.set('a', false);
  relays.pass(300);
  CHECK(relays.set('b', true) == Error::kNone);
  relays.pass(99);
  CHECK(relays.levels() == "00");
  relays.pass(1);
  CHECK(relays.levels() == "01");
}

TEST_CASE("While one waits, a wish for off or for another one ends the wait") {
  const std::string motor = R"("group":1,"dead_ms":400)";
  Relays relays(motor, motor, motor);
  relays.pass(400);
  relays.set('a', true);
  relays.set('b', true);
  CHECK(relays.set('b', false) == Error::kNone);
  relays.pass(1000);
  CHECK(relays.levels() == "000");
  relays.set('a', true);
  relays.set('b', true);
  relays.pass(200);
  relays.set('c', true);
  relays.pass(1000);
  CHECK(relays.levels() == "001");
}

TEST_CASE("One that has to stay on keeps its group off") {
  Relays relays(R"("group":1,"min_on":5)", R"("group":1)", R"("group":1)");
  relays.pass(500);
  REQUIRE(relays.set('a', true) == Error::kNone);
  relays.pass(4000);
  CHECK(relays.set('b', true) == Error::kInterlocked);
  relays.pass(2000);
  CHECK(relays.levels() == "100");
  CHECK(relays.set('b', true) == Error::kNone);
  relays.pass(500);
  CHECK(relays.levels() == "010");
}

TEST_CASE("Of a group only the first one begins on") {
  const std::string on = R"("group":3,"initial":"on")";
  Relays relays(on, on, on);
  CHECK(relays.levels() == "100");
  relays.pass(2000);
  CHECK(relays.levels() == "100");
}

TEST_CASE("One that waits at boot comes before the others of its group") {
  Relays relays(R"("group":1,"initial":"on","min_off":3)", R"("group":1,"initial":"on")",
                R"("min_off":3,"initial":"on")");
  CHECK(relays.levels() == "000");
  relays.pass(3000);
  CHECK(relays.levels() == "101");
  relays.set('a', false);
  relays.pass(60000);
  CHECK(relays.levels() == "001");
}

TEST_CASE("A configuration never has two of a group on, and keeps the dead time") {
  const std::string group = R"(,"group":1,"dead_ms":400)";
  const auto relay = [&group](const std::string& key, int gpio, const std::string& more = "") {
    return R"({"key":")" + key + R"(","type":"digital_output","gpio":)" + std::to_string(gpio) + group + more + "}";
  };
  const std::string configurations[] = {
      relay("b", 4, R"(,"initial":"on")") + "," + relay("a", 5, R"(,"auto_off":100)"),
      relay("b", 4, R"(,"initial":"on")"),
      relay("a", 4) + "," + relay("b", 5),
  };
  for (const std::string& configuration : configurations) {
    CAPTURE(configuration);
    Relays relays(R"("group":1,"dead_ms":400)", R"("group":1,"dead_ms":400)");
    relays.pass(400);
    relays.set('a', true);
    relays.pass(1000);
    relays.gpio.take_log();
    relays.configure_as(configuration);
    uint32_t both_off_ms = 0;
    bool was_on = relays.gpio.driven(5) == 1023;
    for (int ms = 0; ms < 1000; ++ms) {
      CHECK((relays.gpio.driven(5).value_or(0) == 0 || relays.gpio.driven(4).value_or(0) == 0));
      if (relays.gpio.driven(4) == 1023 && !was_on) {
        CHECK(both_off_ms >= 399);
        was_on = true;
      }
      both_off_ms += was_on ? 0 : 1;
      relays.pass(1);
    }
    for (const std::string& line : relays.gpio.take_log()) {
      CHECK(line != "4 high");
      if (line == "5 low" || line == "5 input") {
        break;
      }
    }
  }
}

TEST_CASE("The dead time of a pin that was removed still counts") {
  Relays relays(R"("group":1,"dead_ms":400)", R"("group":1,"dead_ms":400)");
  relays.pass(400);
  relays.set('a', true);
  relays.configure_as(R"({"key":"b","type":"digital_output","gpio":4,"group":1,"dead_ms":400})");
  relays.set('b', true);
  relays.pass(399);
  CHECK(relays.levels() == "-0");
  relays.pass(1);
  CHECK(relays.levels() == "-1");
}

TEST_CASE("A value that a relay does not take moves nothing of its group") {
  Relays relays(R"("group":1)", R"("group":1)");
  relays.pass(500);
  relays.set('a', true);
  CHECK(relays.pins.set("b", JsonText(R"({"on":true})"), true, relays.now_ms) == Error::kBadValue);
  relays.pass(1000);
  CHECK(relays.levels() == "10");
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

TEST_CASE("Whatever is asked, of a group never two are on, and the dead time is kept") {
  const std::string motor = R"("group":1,"dead_ms":70,"initial":"on","auto_off":0.9)";
  Relays relays(motor, motor, motor,
                std::string(R"("group":1,"dead_ms":70,"min_on":0.3,"failsafe":"on","failsafe_after":1)"));
  uint32_t lot = 1;
  std::array<uint32_t, 4> off_ms{};
  std::string before = relays.levels();
  uint32_t switchings = 0;
  for (int i = 0; i < 60000; ++i) {
    lot = lot * 1664525 + 1013904223;
    if ((lot >> 24) % 8 == 0) {
      relays.set(static_cast<char>('a' + (lot >> 16) % 4), (lot >> 20) % 3 != 0);
    }
    relays.absence.broker_ms = i % 5000 > 3000 ? 1000 : 0;
    relays.pass(1);
    const std::string now = relays.levels();
    CHECK(std::count(now.begin(), now.end(), '1') <= 1);
    for (size_t relay = 0; relay < now.size(); ++relay) {
      if (before[relay] == '1' && now[relay] == '0') {
        off_ms[relay] = relays.now_ms;
      }
      if (before[relay] == '0' && now[relay] == '1') {
        ++switchings;
        for (size_t other = 0; other < now.size(); ++other) {
          CHECK((other == relay || relays.now_ms - off_ms[other] >= 69));
        }
      }
    }
    before = now;
  }
  CHECK(switchings > 200);
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
