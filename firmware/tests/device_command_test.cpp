#include <doctest/doctest.h>

#include "bench.h"
#include "printing.h"

namespace iotdm::test {

namespace {

const std::string kAll = "iotdm/1/all/in/command";

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("A restart waits for its result, at most 1 s") {
  struct Case {
    bool acknowledged;
    uint32_t wait_ms;
  };
  for (const Case c : {Case{true, 0}, Case{false, 1000}}) {
    Bench bench;
    bench.go_online();
    bench.acknowledge(c.acknowledged);
    bench.receive("/in/command", command("7c1", "restart"));
    bench.run_for(c.wait_ms);
    CAPTURE(c.acknowledged);
    CHECK(bench.system.restarts() == 1);
    CHECK(bench.mqtt.goodbyes() == 1);
  }
}

TEST_CASE("A restart that does not come leaves a device that connects again") {
  Bench bench;
  bench.go_online();
  bench.receive("/in/command", command("7c1", "restart"));
  bench.run_for(1000);
  CHECK(bench.connect());
}

TEST_CASE("An announcement to all devices waits its lot, at most a minute") {
  struct Case {
    std::string jitter;
    uint32_t draw;
    uint32_t wait_ms;
  };
  const Case cases[] = {
      {",\"jitter\":5000", 4000, 4000},         {",\"jitter\":5000", 5001, 0},
      {",\"jitter\":4294967295", 60000, 60000}, {",\"jitter\":4294967295", 60001, 0},
      {",\"jitter\":\"soon\"", 77777, 0},       {"", 77777, 0},
  };
  for (const Case& c : cases) {
    Bench bench;
    bench.go_online();
    bench.system.will_draw(c.draw);
    bench.receive_topic(kAll, R"({"id":"8a0","cmd":"announce")" + c.jitter + "}");
    const uint32_t asked_ms = bench.now_ms();
    while (bench.payloads("/out/announce").empty()) {
      bench.run_for(10);
    }
    CAPTURE(c.jitter);
    CHECK(bench.now_ms() - asked_ms <= c.wait_ms + 10);
    CHECK(bench.now_ms() - asked_ms >= c.wait_ms);
  }
}

TEST_CASE("Other commands to all devices do nothing, and none is answered") {
  for (const std::string cmd : {"restart", "ping", "nonsense"}) {
    Bench bench;
    bench.go_online();
    bench.receive_topic(kAll, R"({"id":"8a0","cmd":")" + cmd + "\"}");
    bench.receive_topic(kAll, R"({"id":"8a0","cmd":"announce"})", true);
    bench.receive_topic(kAll, R"(["cmd","announce"])");
    bench.receive_topic(kAll, "\xff");
    bench.run_for(2000);
    CHECK(bench.published().empty());
    CHECK(bench.system.restarts() == 0);
  }
}

TEST_CASE("A new configuration ends the blinking") {
  Bench bench;
  bench.go_online();
  bench.receive("/in/command", command("7c1", "identify", ",\"seconds\":60"));
  CHECK(bench.gpio.driven(2).has_value());
  bench.receive("/in/config", config(1, R"({"key":"a","type":"digital_input","gpio":2})"));
  CHECK_FALSE(bench.gpio.driven(2).has_value());
  bench.gpio.take_log();
  bench.run_for(1000);
  CHECK(bench.gpio.take_log().empty());
}

TEST_CASE("Identify needs seconds within their range and a GPIO that can be driven") {
  struct Case {
    std::string members;
    std::string error;
  };
  const Case cases[] = {
      {"", "bad_option"},
      {",\"seconds\":0", "bad_option"},
      {",\"seconds\":61", "bad_option"},
      {",\"seconds\":\"10\"", "bad_option"},
      {",\"seconds\":10,\"gpio\":17", "pin_not_capable"},
      {",\"seconds\":10,\"gpio\":18", "pin_not_capable"},
      {",\"seconds\":10,\"gpio\":258", "pin_not_capable"},
      {",\"seconds\":10,\"gpio\":\"2\"", "pin_not_capable"},
      {",\"seconds\":10,\"gpio\":6", "pin_reserved"},
      {",\"seconds\":10,\"gpio\":5", "pin_in_use"},
  };
  for (const Case& c : cases) {
    Bench bench;
    bench.go_online(config(13, R"({"key":"a","type":"digital_output","gpio":5})"));
    bench.receive("/in/command", command("7c1", "identify", c.members));
    CAPTURE(c.members);
    CHECK(contains(bench.last("/out/result"), "\"errors\":[{\"error\":\"" + c.error + "\"}]"));
    CHECK(bench.gpio.take_log().empty());
  }
}

}  // namespace iotdm::test
