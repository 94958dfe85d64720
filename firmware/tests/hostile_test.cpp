// What must hold whatever arrives. The sanitizers watch meanwhile.
#include "hostile.h"

#include <doctest/doctest.h>

#include "printing.h"
#include "utf8.h"

namespace iotdm::test {

namespace {

const std::string kPins = R"({"key":"a","type":"digital_output","gpio":5},{"key":"b","type":"light","gpio":15},)"
                          R"({"key":"d","type":"button","gpio":14})";
const std::string kRules = R"({"when":"d.hold","do":"b.dim"},{"from":"5ccf7f0a9999","when":"d.click","do":"a.toggle"})";

}  // namespace

TEST_CASE("A message that ends too early is refused and moves nothing") {
  Bench bench;
  bench.go_online(config(13, kPins, kRules));
  const auto messages = truncated_messages();
  for (const Received& message : messages) {
    CAPTURE(message.payload);
    send_hostile(bench, message);
    CHECK(bench.last("/out/result").find("\"ok\":true") == std::string::npos);
  }
  MESSAGE(messages.size(), " truncated messages");
  CHECK(bench.gpio.take_log().empty());
  bench.lose_connection();
  bench.run_for(1000);
  bench.connect();
  bench.run_for(1000);
  CHECK(bench.last("/out/status").find("\"revision\":13") != std::string::npos);
}

TEST_CASE("Whatever arrives, the device publishes whole JSON and goes on answering") {
  Bench bench;
  bench.go_online(config(13, kPins, kRules));
  const auto messages = mutated_messages();
  for (const Received& message : messages) {
    CAPTURE(message.payload);
    send_hostile(bench, message);
    for (const Message& published : bench.published()) {
      REQUIRE(is_utf8(published.payload));
      REQUIRE_NOTHROW(JsonValue::parse(published.payload.empty() ? "{}" : published.payload));
    }
  }
  MESSAGE(messages.size(), " mutated messages");
  bench.run_for(400000);
  send_hostile(bench, {"iotdm/1/5ccf7f0a1b2c/in/command", false, command("ping1", "ping")});
  CHECK(bench.last("/out/result").find("\"id\":\"ping1\",\"ok\":true") != std::string::npos);
}

TEST_CASE("The longest state, status and result fit the buffer") {
  std::string lights;
  std::string sets;
  std::string bad;
  std::string rules;
  for (int i = 0; i < 16; ++i) {
    const std::string key = "zz" + std::to_string(10 + i);
    const std::string comma = i > 0 ? "," : "";
    const int gpio = i < 6 ? i : i < 10 ? 6 + i : 5;
    lights += comma + "{\"key\":\"" + key + R"(","type":"light","gpio":)" + std::to_string(gpio) + "}";
    bad += comma + "{\"key\":\"" + key + R"(","type":"light","gpio":17})";
    sets += comma + "\"" + key + "\":0";
    rules += comma + R"({"when":"x.on","do":"x.on"})";
  }
  Bench bench;
  bench.go_online(config(13, lights));
  bench.receive("/in/command", command("7c1", "announce"));
  CHECK_NOTHROW(JsonValue::parse(bench.last("/out/state")));
  bench.receive("/in/config", config(4294967295, bad, rules));
  CHECK_NOTHROW(JsonValue::parse(bench.last("/out/status")));
  bench.receive("/in/set", set("123456789012", sets));
  CHECK_NOTHROW(JsonValue::parse(bench.last("/out/result")));
}

}  // namespace iotdm::test
