#include <doctest/doctest.h>

#include "bench.h"
#include "printing.h"

namespace iotdm::test {

namespace {

const std::string kOutput = R"({"key":"a","type":"digital_output","gpio":5})";

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("The device connects at once and reports after the wait for its configuration") {
  Bench bench;
  bench.boot();
  CHECK(bench.connect());
  bench.run_until(990);
  CHECK(bench.published().empty());
  bench.run_until(1000);
  CHECK(bench.published().size() == 3);
}

TEST_CASE("The birth messages do not wait longer once the configuration is there") {
  Bench bench;
  bench.boot();
  bench.connect();
  bench.run_until(200);
  bench.receive("/in/config", config(1, kOutput), true);
  CHECK(contains(bench.last("/out/status"), "\"revision\":1"));
}

TEST_CASE("Attempts that fail do not count as connections") {
  Bench bench;
  bench.boot();
  bench.run_for(10);
  bench.lose_connection();
  bench.run_for(1000);
  CHECK(bench.mqtt.connects() == 2);
  CHECK(contains(bench.mqtt.will().payload, "\"conn\":1}"));
  bench.connect();
  bench.run_for(1000);
  CHECK(contains(bench.last("/out/status"), "\"conn\":1,"));
}

TEST_CASE("An attempt without an answer is given up after 15 s and made again") {
  Bench bench;
  bench.boot();
  bench.run_until(14990);
  CHECK(bench.mqtt.goodbyes() == 0);
  bench.run_until(16000);
  CHECK(bench.mqtt.goodbyes() == 1);
  CHECK(bench.mqtt.connects() == 2);
}

TEST_CASE("A subscription that cannot be sent ends the connection") {
  Bench bench;
  bench.boot();
  bench.run_until(10);
  bench.mqtt.set_full(true);
  bench.connect();
  CHECK(bench.mqtt.goodbyes() == 1);
  bench.mqtt.set_full(false);
  bench.run_for(1000);
  CHECK(bench.connect());
}

TEST_CASE("What finds no room is published later, in the same order") {
  Bench bench;
  bench.go_online(config(13, kOutput));
  bench.mqtt.set_full(true);
  bench.receive("/in/set", set("7c1", "\"a\":true"));
  bench.run_for(500);
  CHECK(bench.published().empty());
  bench.mqtt.set_full(false);
  bench.run_for(10);
  const auto messages = bench.published();
  REQUIRE(messages.size() == 2);
  CHECK(contains(messages[0].topic, "/out/state"));
  CHECK(contains(messages[1].topic, "/out/result"));
}

TEST_CASE("Birth messages that find no room are published later, in the same order") {
  Bench bench;
  bench.boot();
  bench.connect();
  bench.mqtt.set_full(true);
  bench.run_for(2000);
  CHECK(bench.published().empty());
  bench.mqtt.set_full(false);
  bench.run_for(10);
  const auto messages = bench.published();
  REQUIRE(messages.size() == 3);
  CHECK(contains(messages[0].topic, "/out/announce"));
  CHECK(contains(messages[1].topic, "/out/status"));
  CHECK(contains(messages[2].topic, "/out/state"));
}

TEST_CASE("What was not acknowledged is dropped with the connection") {
  Bench bench;
  bench.go_online(config(13, kOutput));
  bench.acknowledge(false);
  bench.receive("/in/set", set("7c1", "\"a\":true"));
  bench.published();
  bench.reconnect();
  bench.acknowledge(true);
  bench.run_for(1000);
  const auto messages = bench.published();
  REQUIRE(messages.size() == 3);
  CHECK(contains(messages[2].payload, "\"a\":true"));
}

TEST_CASE("A spare that was given a role clears its spare message until the broker has confirmed that") {
  Bench bench;
  bench.boot();
  bench.connect();
  bench.run_until(5000);
  bench.acknowledge(false);
  bench.receive("/in/config", config(1, kOutput));
  CHECK(bench.last("/out/spare").empty());
  bench.reconnect();
  bench.acknowledge(true);
  bench.run_for(1000);
  auto cleared = bench.payloads("/out/spare");
  REQUIRE(cleared.size() == 1);
  CHECK(cleared.front().empty());
  bench.reconnect();
  bench.run_for(5000);
  CHECK(bench.payloads("/out/spare").empty());
}

TEST_CASE("The spare message of an earlier run is cleared as well") {
  Bench bench;
  bench.boot();
  bench.connect();
  bench.receive("/in/config", config(1, kOutput), true);
  CHECK(bench.payloads("/out/spare") == Log{""});
}

TEST_CASE("A device with a role has nothing to do with the spare topic") {
  Bench bench;
  bench.store(config(13, kOutput), 13);
  bench.boot();
  bench.connect();
  bench.run_until(10000);
  CHECK(bench.payloads("/out/spare").empty());
}

TEST_CASE("A late will is answered at once, further ones when 10 s have passed") {
  Bench bench;
  bench.go_online();
  const std::string will = R"({"online":false,"session":"00000001","conn":7})";
  bench.receive("/out/status", will);
  CHECK(bench.payloads("/out/status").size() == 1);
  bench.receive("/out/status", will);
  bench.receive("/out/status", will);
  bench.run_for(9980);
  CHECK(bench.payloads("/out/status").empty());
  bench.run_for(20);
  CHECK(bench.payloads("/out/status").size() == 1);
}

TEST_CASE("Foreign sessions that are further than 10 minutes apart mean nothing") {
  Bench bench;
  bench.go_online();
  const std::string foreign = R"({"online":true,"session":"deadbeef","conn":3})";
  bench.reconnect();
  bench.receive("/out/status", foreign, true);
  bench.run_for(600000);
  bench.reconnect();
  bench.receive("/out/status", foreign, true);
  bench.run_for(5000);
  CHECK_FALSE(contains(bench.last("/out/status"), "duplicate_id"));
  CHECK(bench.mqtt.state() == FakeMqtt::State::kConnected);
}

TEST_CASE("A message that was cut off by the end of a connection is forgotten") {
  Bench bench;
  bench.go_online(config(13, kOutput));
  const std::string payload = set("7c1", "\"a\":true");
  const auto total = static_cast<uint32_t>(payload.size());
  const std::string topic = "iotdm/1/5ccf7f0a1b2c/in/set";
  bench.device().on_message({topic, false, payload.substr(0, 20), 0, total}, bench.now_ms());
  bench.reconnect();
  bench.device().on_message({topic, false, payload.substr(20), 20, total}, bench.now_ms());
  bench.run_for(2000);
  CHECK_FALSE(contains(bench.last("/out/state"), "\"a\":true"));
}

TEST_CASE("Nothing is published between two pieces of a message") {
  Bench bench;
  bench.go_online(config(13, kOutput));
  const std::string payload = set("7c1", "\"a\":true");
  const auto total = static_cast<uint32_t>(payload.size());
  const std::string topic = "iotdm/1/5ccf7f0a1b2c/in/set";
  bench.device().on_message({topic, false, payload.substr(0, 20), 0, total}, bench.now_ms());
  bench.run_for(100000);
  CHECK(bench.published().empty());
  bench.device().on_message({topic, false, payload.substr(20), 20, total}, bench.now_ms());
  bench.run_for(10);
  CHECK(contains(bench.last("/out/result"), R"("id":"7c1","ok":true)"));
}

}  // namespace iotdm::test
