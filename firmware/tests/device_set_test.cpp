#include <doctest/doctest.h>

#include "bench.h"
#include "printing.h"

namespace iotdm::test {

namespace {

const std::string kOutput = R"({"key":"a","type":"digital_output","gpio":5})";

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

Bench& online(Bench& bench) {
  bench.go_online(config(13, kOutput));
  return bench;
}

}  // namespace

TEST_CASE("A set drives the output before anything is published") {
  Bench bench;
  online(bench).mqtt.set_full(true);
  bench.receive("/in/set", set("7c1", "\"a\":true"));
  CHECK(bench.gpio.take_log() == Log{"5 high"});
}

TEST_CASE("Changes go out at most every 50 ms, unless a result follows") {
  Bench bench;
  bench.go_online(config(13, R"({"key":"d","type":"digital_input","gpio":14,"debounce_ms":0})"));
  for (int i = 0; i < 20; ++i) {
    bench.gpio.set_outside(14, i % 2 == 0);
    bench.run_for(10);
  }
  CHECK(bench.payloads("/out/state").size() == 4);
  bench.gpio.set_outside(14, true);
  bench.receive("/in/command", command("7c1", "ping"));
  const auto messages = bench.published();
  REQUIRE(messages.size() == 2);
  CHECK(contains(messages[0].payload, "\"d\":true"));
}

TEST_CASE("An id counts in its session only") {
  Bench bench;
  online(bench).receive("/in/set", set("7c1", "\"a\":true"));
  bench.published();
  bench.boot(ResetReason::kSoftware, 0x00000007);
  bench.connect();
  bench.run_for(2000);
  bench.published();
  bench.receive("/in/set", R"({"id":"7c1","session":"00000007","pins":{"a":false}})");
  CHECK(contains(bench.last("/out/state"), "\"a\":false"));
}

TEST_CASE("A session is eight lower-case hex digits, and no other ones") {
  Bench bench;
  online(bench);
  bench.boot(ResetReason::kSoftware, 0x0F3A61C2);
  bench.connect();
  bench.run_for(2000);
  bench.published();
  bench.gpio.take_log();
  const char* const others[] = {
      R"("0f3a61c3")", R"("0F3A61C2")", R"("f3a61c2")", R"("00f3a61c2")", R"("0f3a61c")", R"("0f3a61c2 ")",
      R"("0f3a61cg")", R"("")",         "255484354",    "null",           "[]",           R"({"a":"0f3a61c2"})"};
  for (const std::string other : others) {
    CAPTURE(other);
    bench.receive("/in/set", R"({"id":"7c1","session":)" + other + R"(,"pins":{"a":true}})");
    CHECK(contains(bench.last("/out/result"), R"("error":"wrong_session")"));
  }
  CHECK(bench.gpio.take_log().empty());
  bench.receive("/in/set", R"({"id":"7c2","session":"0f3a61c2","pins":{"a":true}})");
  CHECK(bench.gpio.take_log() == Log{"5 high"});
}

TEST_CASE("Zero bytes on in/set and in/command say nothing") {
  Bench bench;
  online(bench);
  bench.receive("/in/set", "");
  bench.receive("/in/command", "");
  CHECK(bench.published().empty());
}

TEST_CASE("Messages for others are not looked at") {
  Bench bench;
  online(bench);
  bench.receive_topic("iotdm/1/000000000000/in/set", set("7c1", "\"a\":true"));
  bench.receive_topic("iotdm/1/all/in/set", set("7c1", "\"a\":true"));
  bench.receive_topic("iotdm/1/5ccf7f0a1b2c/in/sets", set("7c1", "\"a\":true"));
  CHECK(bench.gpio.take_log().empty());
  CHECK(bench.published().empty());
}

TEST_CASE("A key that could not be repeated is not repeated") {
  Bench bench;
  online(bench).receive("/in/set", set("7c1", R"("a\"b":true)"));
  CHECK(contains(bench.last("/out/result"), R"("errors":[{"error":"unknown_pin"}])"));
}

}  // namespace iotdm::test
