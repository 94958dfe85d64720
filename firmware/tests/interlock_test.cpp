// Outputs of a group: one of them is on at a time, and the dead time lies between two.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>

#include "relays.h"

namespace iotdm::test {

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

}  // namespace iotdm::test
