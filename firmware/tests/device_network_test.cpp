#include <doctest/doctest.h>

#include "bench.h"
#include "printing.h"
#include "sites.h"

namespace iotdm::test {

namespace {

const std::string kOutput = R"({"key":"a","type":"digital_output","gpio":5})";
const std::string kBeat = R"({"id":"k3v9x2m8qa","run":"4be1c07d","beat":17})";
const std::string kManager = "iotdm/1/manager/k3v9x2m8qa";

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// A device with a site whose radio finds everything; online with a configuration, unless it is a spare.
void go_online(Bench& bench, bool spare = false) {
  bench.flash.sector(kSectorSiteA) = golden_sector(golden_sites()["sites"].items()[0]);
  if (!spare) {
    bench.store(config(13, kOutput), 13);
  }
  bench.boot();
  bench.run_for(10);
  bench.wifi.set_state(WifiState::kConnected);
  bench.run_for(10);
  REQUIRE(bench.connect());
  bench.run_for(8000);
  bench.published();
}

void find_network(Bench& bench) {
  bench.run_for(1000);
  REQUIRE(bench.wifi.state() == WifiState::kConnecting);
  bench.wifi.set_state(WifiState::kConnected);
  bench.run_for(10);
  REQUIRE(bench.connect());
  bench.run_for(2000);
}

std::string answer_to(Bench& bench, const std::string& members) {
  static int number = 0;
  bench.published();
  bench.receive("/in/command", command("n" + std::to_string(++number), "network", members));
  const std::string result = bench.last("/out/result");
  const size_t error = result.find("\"error\":\"");
  return contains(result, "\"ok\":true") ? "ok" : result.substr(error + 9, result.find('"', error + 9) - error - 9);
}

void switch_over(Bench& bench) {
  REQUIRE(answer_to(bench, R"(,"slot":2,"ssid":"New","psk":"new secret")") == "ok");
  REQUIRE(answer_to(bench, R"(,"use":2,"trial_s":60)") == "ok");
  find_network(bench);
}

}  // namespace

TEST_CASE("MQTT begins when there is a network, and the pins do not wait for it") {
  Bench bench;
  bench.wifi.set_state(WifiState::kIdle);
  bench.flash.sector(kSectorSiteA) = golden_sector(golden_sites()["sites"].items()[0]);
  bench.store(config(13, R"({"key":"a","type":"digital_output","gpio":5,"initial":"on"})"), 13);
  bench.boot();
  CHECK(bench.gpio.driven(5) == Gpio::kFullDuty);
  bench.run_for(10000);
  CHECK(bench.mqtt.connects() == 0);
  bench.run_for(10000);
  bench.wifi.set_state(WifiState::kConnected);
  bench.run_for(10);
  CHECK(bench.mqtt.connects() == 1);
  CHECK(bench.mqtt.broker()->host.view() == "192.168.1.2");
  CHECK(bench.connect());
}

TEST_CASE("Without a network nothing restarts, and what runs goes on") {
  Bench bench;
  go_online(bench);
  bench.wifi.set_state(WifiState::kNoSuchNetwork);
  bench.run_for(3600000);
  CHECK(bench.system.restarts() == 0);
  CHECK(bench.mqtt.state() == FakeMqtt::State::kIdle);
  CHECK(bench.wifi.access_point().empty());
  while (bench.wifi.state() != WifiState::kConnecting) {
    bench.run_for(10);
  }
  bench.wifi.set_state(WifiState::kConnected);
  bench.run_for(10);
  CHECK(bench.connect());
}

TEST_CASE("A spare without a site opens the access point and asks no broker") {
  Bench bench;
  bench.wifi.set_state(WifiState::kIdle);
  bench.boot();
  bench.run_for(60000);
  CHECK(bench.wifi.access_point() == "IoT-Device-0a1b2c");
  CHECK(bench.mqtt.connects() == 0);
  bench.device().network().try_network(network("Home"), bench.now_ms());
  find_network(bench);
  CHECK(bench.device().network().trial() == Trial::kWorked);
  CHECK(contains(bench.last("/out/status"), R"("ip":"192.168.1.40","net":1,"manager":null)"));
}

TEST_CASE("A network is left once the goodbye is out, or after half a second") {
  for (const bool stuck : {false, true}) {
    CAPTURE(stuck);
    Bench bench;
    go_online(bench);
    const uint32_t left = bench.wifi.goodbyes();
    bench.mqtt.set_lingers(true);
    bench.device().network().try_network(network("New"), bench.now_ms());
    bench.run_for(10);
    CHECK(bench.mqtt.goodbyes() == 1);
    bench.run_for(90);
    CHECK(bench.wifi.goodbyes() == left);
    bench.mqtt.set_lingers(stuck);
    bench.run_for(10);
    CHECK(bench.wifi.goodbyes() == (stuck ? left : left + 1));
    bench.run_for(380);
    CHECK(bench.wifi.goodbyes() == (stuck ? left : left + 1));
    bench.run_for(20);
    CHECK(bench.wifi.goodbyes() == left + 1);
    CHECK(bench.wifi.state() == WifiState::kConnecting);
  }
}

TEST_CASE("A broker that refuses the login ends a trial, and is asked again later otherwise") {
  Bench bench;
  go_online(bench);
  bench.device().network().try_network(network("New"), bench.now_ms());
  bench.run_for(20);
  CHECK(bench.mqtt.goodbyes() == 1);
  bench.wifi.set_state(WifiState::kConnected);
  bench.run_for(20);
  REQUIRE(bench.mqtt.state() == FakeMqtt::State::kConnecting);
  bench.mqtt.lose();
  bench.device().on_refused(bench.now_ms());
  CHECK(bench.device().network().trial() == Trial::kRefusedByBroker);
  find_network(bench);
  CHECK(bench.mqtt.broker()->ssid.view() == "Home");
  bench.lose_connection();
  bench.run_for(2000);
  bench.mqtt.lose();
  bench.device().on_refused(bench.now_ms());
  bench.run_for(4000);
  CHECK(bench.mqtt.state() == FakeMqtt::State::kConnecting);
}

TEST_CASE("Status tells the slot in use, and the other one without its secrets") {
  Bench bench;
  go_online(bench);
  CHECK(answer_to(bench,
                  R"(,"slot":2,"ssid":"New","psk":"new secret","host":"10.0.0.1","user":"boards","pass":"xyzzy")") ==
        "ok");
  bench.receive("/in/command", command("x", "announce"));
  const std::string status = bench.last("/out/status");
  CHECK(contains(status, "\"net\":1,\"net2\":\"" + hex(hash_of("New\n10.0.0.1\n1883\nboards")) + "\""));
  CHECK_FALSE(contains(status, "secret"));
}

TEST_CASE("A status follows every network command that was carried out") {
  Bench bench;
  go_online(bench);
  bench.receive("/in/command", command("a", "network", R"(,"slot":2,"ssid":"New")"));
  CHECK(bench.payloads("/out/status").size() == 1);
  bench.receive("/in/command", command("b", "network", R"(,"slot":2,"ssid":"")"));
  CHECK(bench.payloads("/out/status").empty());
}

TEST_CASE("A switch answers first, proves itself by a beat and stays when it is confirmed") {
  Bench bench;
  go_online(bench);
  switch_over(bench);
  CHECK(bench.mqtt.goodbyes() == 1);
  CHECK(bench.mqtt.broker()->ssid.view() == "New");
  CHECK(contains(bench.last("/out/status"), "\"net\":2,"));
  CHECK(bench.mqtt.subscriptions().back().first == "iotdm/1/manager/+");
  CHECK(answer_to(bench, R"(,"confirm":true)") == "network_no_manager");
  bench.receive_topic(kManager, kBeat);
  CHECK(answer_to(bench, R"(,"confirm":true)") == "ok");
  bench.run_for(3600000);
  CHECK(bench.device().network().slot() == 2);
}

TEST_CASE("A switch waits until its answer was acknowledged, at most 1 s") {
  Bench bench;
  go_online(bench);
  REQUIRE(answer_to(bench, R"(,"slot":2,"ssid":"New")") == "ok");
  bench.acknowledge(false);
  CHECK(answer_to(bench, R"(,"use":2,"trial_s":60)") == "ok");
  bench.run_for(980);
  CHECK(bench.mqtt.goodbyes() == 0);
  bench.run_for(40);
  CHECK(bench.mqtt.goodbyes() == 1);
}

TEST_CASE("Only a live beat of the own manager counts") {
  Bench bench;
  go_online(bench);
  switch_over(bench);
  bench.receive_topic(kManager, kBeat, true);
  bench.receive_topic(kManager, R"({"id":"k3v9x2m8qa","run":"4be1c07d","name":"Home","protocol":[1,1]})");
  bench.receive_topic("iotdm/1/manager/other", R"({"id":"other","run":"4be1c07d","beat":17})");
  bench.receive_topic(kManager, R"({"id":"k3v9x2m8qa","beat":17)");
  bench.receive_topic(kManager, R"({"id":"k3v9x2m8qa","beat":"17"})");
  bench.receive_topic(kManager, "");
  CHECK(answer_to(bench, R"(,"confirm":true)") == "network_no_manager");
  bench.receive_topic(kManager, kBeat);
  CHECK(answer_to(bench, R"(,"confirm":true)") == "ok");
}

TEST_CASE("For a spare every manager is its own") {
  Bench bench;
  go_online(bench, true);
  switch_over(bench);
  bench.receive_topic("iotdm/1/manager/other", R"({"id":"other","run":"4be1c07d","beat":17})");
  CHECK(answer_to(bench, R"(,"confirm":true)") == "ok");
}

TEST_CASE("A switch that fails is reported from the old network") {
  Bench bench;
  go_online(bench);
  switch_over(bench);
  bench.run_for(60000);
  find_network(bench);
  const std::string status = bench.last("/out/status");
  CHECK(contains(status, "\"net\":1,"));
  CHECK(contains(status, R"("errors":[{"error":"network_no_manager"}])"));
}

TEST_CASE("A network command says what is wrong with it") {
  struct Case {
    std::string members;
    std::string error;
  };
  const Case cases[] = {
      {"", "bad_option"},
      {R"(,"slot":0,"ssid":"New")", "bad_option"},
      {R"(,"slot":"2","ssid":"New")", "bad_option"},
      {R"(,"slot":1,"ssid":"New")", "network_in_use"},
      {R"(,"slot":3,"ssid":"New")", "network_no_slot"},
      {R"(,"slot":2)", "network_no_ssid"},
      {R"(,"slot":2,"ssid":"New","psk":"short")", "network_bad_psk"},
      {R"(,"use":2,"trial_s":60)", "network_no_slot"},
      {R"(,"use":1)", "bad_option"},
      {R"(,"confirm":true)", "network_no_trial"},
      {R"(,"confirm":false)", "bad_option"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.members);
    Bench bench;
    go_online(bench);
    CHECK(answer_to(bench, c.members) == c.error);
  }
  Bench bench;
  go_online(bench);
  bench.flash.fail(true);
  CHECK(answer_to(bench, R"(,"slot":2,"ssid":"New")") == "flash_failed");
}

TEST_CASE("A network command to all devices does nothing") {
  Bench bench;
  go_online(bench);
  bench.receive_topic("iotdm/1/all/in/command", R"({"id":"8a0","cmd":"network","slot":2,"ssid":"New"})");
  bench.receive_topic("iotdm/1/all/in/command", R"({"id":"8a1","cmd":"network","use":1,"trial_s":60})");
  bench.run_for(2000);
  CHECK(bench.published().empty());
  CHECK(bench.device().network().other() == nullptr);
  CHECK(bench.mqtt.goodbyes() == 0);
}

}  // namespace iotdm::test
