// Events and local rules as a whole device has them; tests/contract/rules.json has more.
#include <doctest/doctest.h>

#include "bench.h"
#include "printing.h"

namespace iotdm::test {

namespace {

const std::string kRelay = R"({"key":"a","type":"digital_output","gpio":5})";
const std::string kButton = R"({"key":"d","type":"button","gpio":14})";
const std::string kPins = kRelay + "," + kButton;
const std::string kPress = R"({"when":"d.press","do":"a.on"})";
const std::string kToggle = R"({"when":"d.press","do":"a.toggle"})";
const std::string kElsewhere = "iotdm/1/5ccf7f0a9999/out/event";

std::string from(const std::string& id, const std::string& action = "a.on") {
  return R"({"from":")" + id + R"(","when":"d.click","do":")" + action + "\"}";
}

std::string click_there(uint32_t n, uint32_t t) {
  return R"({"session":"77aa00ff","n":)" + std::to_string(n) + R"(,"t":)" + std::to_string(t) +
         R"(,"key":"d","event":"click","count":1})";
}

void press(Bench& bench) {
  bench.gpio.set_outside(14, true);
  bench.run_for(100);
  bench.gpio.set_outside(14, false);
  bench.run_for(1000);
}

bool is_on(const Bench& bench) { return bench.gpio.driven(5) == Gpio::kFullDuty; }

std::vector<std::string> topics(const Bench& bench) {
  std::vector<std::string> all;
  for (const auto& [topic, qos] : bench.mqtt.subscriptions()) {
    all.push_back(topic + " " + std::to_string(qos));
  }
  return all;
}

}  // namespace

TEST_CASE("A wall button toggles its relay in the very loop in which its debounce ends, with nobody there at all") {
  for (const auto state : {WifiState::kIdle, WifiState::kNoSuchNetwork}) {
    Bench bench;
    bench.store(config(13, kPins, kToggle), 13);
    bench.wifi.set_state(state);
    bench.boot();
    bench.run_until(5000);
    for (const bool on : {true, false}) {
      bench.gpio.set_outside(14, true);
      bench.device().loop(bench.now_ms());
      bench.stall(49);
      bench.device().loop(bench.now_ms());
      CHECK(is_on(bench) != on);
      bench.stall(1);
      bench.device().loop(bench.now_ms());
      CHECK(is_on(bench) == on);
      bench.gpio.set_outside(14, false);
      bench.run_for(1000);
    }
  }
}

TEST_CASE("What happened while disconnected is told to nobody, not even at the next connection") {
  Bench bench;
  bench.go_online(config(13, kPins, kToggle));
  press(bench);
  CHECK(bench.payloads("/out/event").size() == 3);
  bench.lose_connection();
  press(bench);
  bench.gpio.set_outside(14, true);
  bench.run_for(100);
  bench.gpio.set_outside(14, false);
  bench.reconnect();
  bench.run_for(5000);
  CHECK(bench.payloads("/out/event").empty());
}

TEST_CASE("An event that the client has no room for is lost, and its rule is carried out") {
  Bench bench;
  bench.go_online(config(13, kPins, kPress));
  bench.mqtt.set_full(true);
  press(bench);
  bench.mqtt.set_full(false);
  bench.run_for(1000);
  CHECK(is_on(bench));
  CHECK(bench.payloads("/out/event").empty());
}

TEST_CASE("An event is told while another message arrives, and harms neither") {
  Bench bench;
  bench.go_online(config(13, kPins));
  const std::string payload = set("7c1", R"("a":true)");
  const auto total = static_cast<uint32_t>(payload.size());
  bench.device().on_message({"iotdm/1/5ccf7f0a1b2c/in/set", false, payload.substr(0, 30), 0, total}, bench.now_ms());
  press(bench);
  CHECK(bench.payloads("/out/event").size() == 3);
  bench.device().on_message({"iotdm/1/5ccf7f0a1b2c/in/set", false, payload.substr(30), 30, total}, bench.now_ms());
  CHECK(is_on(bench));
}

TEST_CASE("Rules survive a reboot, and change and go with the configuration") {
  Bench bench;
  bench.go_online(config(13, kPins, kPress));
  bench.boot(ResetReason::kExternal);
  bench.run_for(100);
  press(bench);
  CHECK(is_on(bench));
  bench.connect();
  bench.run_for(3000);
  bench.receive("/in/config", config(14, kPins, R"({"when":"d.press","do":"a.off"})"));
  press(bench);
  CHECK_FALSE(is_on(bench));
  bench.receive("/in/config", config(15, kPins));
  press(bench);
  bench.receive("/in/config", config(16, kPins, kPress));
  bench.receive("/in/config", tombstone(17));
  press(bench);
  CHECK_FALSE(is_on(bench));
}

TEST_CASE("In a safe mode without pins there are no rules, and no errors of rules") {
  Bench bench;
  bench.store(config(13, kPins, kPress + R"(,{"when":"x.press","do":"a.on"})"), 13);
  bench.boot();
  for (int i = 0; i < 3; ++i) {
    bench.run_for(100);
    bench.boot(ResetReason::kException);
  }
  bench.connect();
  bench.run_for(1000);
  const std::string status = bench.last("/out/status");
  CHECK(status.find("\"safe\":2") != std::string::npos);
  CHECK(status.find("rule") == std::string::npos);
  press(bench);
  CHECK_FALSE(bench.gpio.driven(5).has_value());
}

TEST_CASE("A configuration whose rules are no list, or too many, is refused and changes nothing") {
  Bench bench;
  bench.go_online(config(13, kPins, kPress));
  std::string many = kPress;
  for (int i = 0; i < 16; ++i) {
    many += "," + kPress;
  }
  bench.receive("/in/config", config(14, kPins, many));
  CHECK(bench.last("/out/result").find(R"("ok":false,"errors":[{"error":"too_big"}])") != std::string::npos);
  std::string no_list = config(15, kPins);
  no_list.insert(no_list.size() - 1, R"(,"rules":{})");
  bench.receive("/in/config", no_list);
  CHECK(bench.last("/out/result").find(R"("ok":false,"errors":[{"error":"bad_json"}])") != std::string::npos);
  press(bench);
  CHECK(is_on(bench));
}

TEST_CASE("The boards that rules name are subscribed behind everything else, and again when they change") {
  Bench bench;
  bench.go_online(config(13, kRelay, from("5ccf7f0a9999") + "," + from("5ccf7f0a9999", "a.off")));
  CHECK(topics(bench) == Log{"iotdm/1/5ccf7f0a9999/out/event 0"});
  bench.reconnect();
  CHECK(topics(bench) == Log{"iotdm/1/5ccf7f0a9999/out/event 0"});
  bench.mqtt.set_full(true);
  bench.receive("/in/config", config(14, kRelay, from("5ccf7f0a8888")));
  bench.mqtt.set_full(false);
  bench.run_for(1000);
  CHECK(topics(bench) == Log{"iotdm/1/5ccf7f0a8888/out/event 0"});
}

TEST_CASE("A board that is subscribed is not subscribed again when there was no room for another one") {
  Bench bench;
  bench.go_online(config(13, kRelay));
  bench.mqtt.set_subscription_room(1);
  bench.receive("/in/config", config(14, kRelay, from("5ccf7f0a8888") + "," + from("5ccf7f0a9999")));
  bench.run_for(1000);
  const Log first = topics(bench);
  bench.mqtt.set_subscription_room(10);
  bench.run_for(1000);
  CHECK(first.size() == 1);
  CHECK(topics(bench) != first);
  CHECK(bench.mqtt.subscription_room() == 9);
}

TEST_CASE("A line that never rests does not hold the device") {
  Bench bench;
  bench.go_online(config(13, kRelay + R"(,{"key":"s","type":"digital_input","gpio":14,"debounce_ms":0})",
                         R"({"when":"s.change","do":"a.follow"})"));
  bench.gpio.make_noise(14, 1000);
  bench.device().loop(bench.now_ms());
  CHECK(bench.gpio.noise_left(14) > 900);
  bench.run_for(5000);
  CHECK(bench.gpio.noise_left(14) == 0);
  CHECK(is_on(bench) == bench.gpio.read(14));
}

TEST_CASE("A relay that is wired to the input that switches it does not hold the device") {
  const std::string others = kRelay + R"(,{"key":"b","type":"digital_output","gpio":4})" +
                             R"(,{"key":"d","type":"button","gpio":12},{"key":"s","type":"digital_input","gpio":14)";
  for (const std::string action : {"follow", "toggle"}) {
    for (const std::string debounce_ms : {"0", "50"}) {
      CAPTURE(action);
      CAPTURE(debounce_ms);
      Bench bench;
      bench.gpio.wire(5, 14, true);
      const std::string pins = others + R"(,"debounce_ms":)" + debounce_ms + "}";
      const std::string press = R"({"when":"d.press","do":"b.on"})";
      bench.store(config(13, pins, press), 13);
      bench.go_online();
      bench.receive("/in/config", config(14, pins, R"({"when":"s.change","do":"a.)" + action + "\"}," + press));
      // What gives the first push.
      bench.receive("/in/set", set("7c1", R"("a":true)"));
      size_t switched = 0;
      bench.gpio.take_log();
      for (int i = 0; i < 100; ++i) {
        bench.stall(10);
        bench.device().loop(bench.now_ms());
        const size_t times = bench.gpio.take_log().size();
        CHECK(times <= 8);
        switched += times;
      }
      CHECK(switched >= 10);
      bench.published();
      bench.run_for(1000);
      CHECK(bench.payloads("/out/state").size() <= 20);
      // Everything else goes on.
      bench.gpio.set_outside(12, true);
      bench.run_for(60);
      CHECK(bench.gpio.driven(4) == Gpio::kFullDuty);
      bench.receive("/in/set", set("7c2", R"("b":false)"));
      CHECK(bench.last("/out/result").find(R"("id":"7c2","ok":true)") != std::string::npos);
      CHECK(bench.gpio.driven(4) == 0);
      // And the loop can be ended.
      bench.receive("/in/config", config(15, pins, press));
      CHECK(bench.last("/out/result").find(R"("ok":true,"errors":[])") != std::string::npos);
      bench.gpio.take_log();
      bench.run_for(1000);
      CHECK(bench.gpio.take_log().empty());
    }
  }
}

TEST_CASE("Each detent of a knob counts, however many came while nobody looked; none is told to others") {
  Bench bench;
  bench.go_online(config(13, R"({"key":"b","type":"light","gpio":5},{"key":"k","type":"encoder","gpio":[12,14]})",
                         R"({"when":"k.right","do":"b.brighter"})"));
  for (int i = 0; i < 10; ++i) {
    for (const auto& [gpio, level] : {std::pair{12, true}, {14, true}, {12, false}, {14, false}}) {
      bench.gpio.set_outside(static_cast<uint8_t>(gpio), level);
    }
  }
  bench.device().loop(bench.now_ms());
  const std::string first = bench.last("/out/state");
  CHECK(first.find(R"("k":{"position":10})") != std::string::npos);
  CHECK(first.find(R"("b":{"on":true,"brightness":176})") != std::string::npos);
  bench.run_for(1000);
  const std::string state = bench.last("/out/state");
  CHECK(state.find(R"("k":{"position":10})") != std::string::npos);
  CHECK(state.find(R"("b":{"on":true,"brightness":226})") != std::string::npos);
  CHECK(bench.payloads("/out/event").empty());
}

TEST_CASE("Every error that there can be at once leaves a status and a result that are whole") {
  Bench bench;
  std::string pins;
  std::string rules;
  for (int i = 0; i < 16; ++i) {
    const std::string key = "a0" + std::to_string(10 + i);
    pins += (i == 0 ? "" : ",") + (R"({"key":")" + key + R"(","type":"ds18b20","gpio":4,"x":1})");
    rules += std::string(i == 0 ? "" : ",") + R"({"when":"x.y","do":"x.y"})";
  }
  bench.go_online(config(13, pins, rules));
  bench.run_for(300000);
  bench.published();
  bench.receive("/in/config", config(14, pins, rules));
  const auto messages = bench.published();
  std::string status;
  std::string result;
  for (const Message& message : messages) {
    status = message.topic.find("/out/status") != std::string::npos ? message.payload : status;
    result = message.topic.find("/out/result") != std::string::npos ? message.payload : result;
  }
  for (const std::string& payload : {status, result}) {
    CAPTURE(payload);
    JsonWalker walker{JsonText(payload)};
    while (walker.next()) {
    }
    CHECK(walker.complete());
    // Those of all pins, and as many of rules as fit.
    const size_t last = payload.find(R"({"key":"a025","error":"sensor_not_found"},{"rule":0,)");
    CHECK(last < 1600);
    CHECK(payload.find(R"("rule":15)") == std::string::npos);
  }
}

TEST_CASE("Four boards are heard, and a fifth one is a bad rule") {
  Bench bench;
  std::string rules;
  for (const char* id : {"5ccf7f0a0001", "5ccf7f0a0002", "5ccf7f0a0003", "5ccf7f0a0004"}) {
    rules += from(id) + "," + from(id, "a.off") + ",";
  }
  bench.go_online(config(13, kRelay, rules + from("5ccf7f0a0005")));
  bench.receive("/in/command", command("7c1", "announce"));
  CHECK(bench.last("/out/status").find(R"("errors":[{"rule":8,"error":"bad_rule"}])") != std::string::npos);
  // All four of another configuration take their places.
  bench.receive("/in/config", config(14, kRelay, from("5ccf7f0a0005") + "," + from("5ccf7f0a0004", "a.toggle")));
  bench.receive_topic("iotdm/1/5ccf7f0a0005/out/event", click_there(1, 1));
  CHECK(is_on(bench));
  bench.receive_topic("iotdm/1/5ccf7f0a0004/out/event", click_there(1, 1));
  CHECK_FALSE(is_on(bench));
  bench.receive_topic("iotdm/1/5ccf7f0a0001/out/event", click_there(1, 1));
  CHECK_FALSE(is_on(bench));
}

TEST_CASE("An edit of the configuration does not let a repeated event through") {
  Bench bench;
  bench.go_online(config(13, kRelay, from("5ccf7f0a9999", "a.toggle")));
  bench.receive_topic(kElsewhere, click_there(7, 1000));
  CHECK(is_on(bench));
  bench.receive("/in/config", config(14, kRelay, from("5ccf7f0a0001") + "," + from("5ccf7f0a9999", "a.toggle")));
  bench.receive_topic(kElsewhere, click_there(7, 1000));
  CHECK(is_on(bench));
  bench.receive_topic(kElsewhere, click_there(8, 1000));
  CHECK_FALSE(is_on(bench));
}

TEST_CASE("An event that nobody could have sent does nothing") {
  const std::string payloads[] = {
      "",
      "[]",
      R"({"n":1,"t":1,"key":"d","event":"click","count":1})",
      R"({"session":"77aa00ff","t":1,"key":"d","event":"click","count":1})",
      R"({"session":"77aa00ff","n":1,"key":"d","event":"click","count":1})",
      R"({"session":"77aa00ff","n":1,"t":1,"event":"click","count":1})",
      R"({"session":"77aa00ff","n":1,"t":1,"key":"d","event":"click"})",
      R"({"session":"77aa00ff","n":1,"t":1,"key":"d","event":"click","count":0})",
      R"({"session":"77aa00ff","n":1,"t":1,"key":"d","event":"click","count":4})",
      R"({"session":"77aa00ff","n":1,"t":1,"key":"d","event":"click","count":1.5})",
      R"({"session":"77aa00ff","n":-1,"t":1,"key":"d","event":"click","count":1})",
      R"({"session":"77aa00ff","n":1,"t":4294967296,"key":"d","event":"click","count":1})",
      R"({"session":"77aa00ff","n":1,"t":1,"key":"aaaad","event":"click","count":1})",
      R"({"session":"77aa00ff","n":1,"t":1,"key":"e","event":"click","count":1})",
      R"({"session":"77aa00ff","n":1,"t":1,"key":"d","event":"change"})",
      R"({"session":"77aa00ff","n":1,"t":1,"key":"d","event":"double"})",
      R"({"session":"77aa00ff","n":1,"t":1,"key":"d","event":"nudge","count":1})",
      R"({"session":"77aa00ff","n":1,"t":1,"key":"d","event":"click","count":1)",
  };
  for (const std::string& payload : payloads) {
    Bench bench;
    bench.go_online(config(13, kRelay,
                           from("5ccf7f0a9999") + R"(,{"from":"5ccf7f0a9999","when":"d.double","do":"a.on"},)"
                                                  R"({"from":"5ccf7f0a9999","when":"d.triple","do":"a.on"},)"
                                                  R"({"from":"5ccf7f0a9999","when":"d.change","do":"a.on"})"));
    bench.receive_topic(kElsewhere, payload);
    CAPTURE(payload);
    CHECK_FALSE(is_on(bench));
  }
}

TEST_CASE("A board's own events do not come back to it from the broker") {
  Bench bench;
  bench.go_online(config(13, kPins, R"({"when":"d.click","do":"a.on"})"));
  bench.receive("/out/event", click_there(1, 1));
  CHECK_FALSE(is_on(bench));
}

}  // namespace iotdm::test
