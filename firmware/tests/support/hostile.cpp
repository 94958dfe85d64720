#include "hostile.h"

#include <random>

namespace iotdm::test {

namespace {

const std::string kIn = "iotdm/1/5ccf7f0a1b2c/in/";

std::vector<Received> golden_messages() {
  std::vector<Received> all;
  for (const Conversation& conversation : conversations()) {
    for (const Received& message : received_in(conversation)) {
      all.push_back(message);
    }
  }
  return all;
}

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) {
    all += text;
  }
  return all;
}

void mutate(std::string& payload, std::mt19937& random) {
  const size_t at = payload.empty() ? 0 : random() % payload.size();
  const auto byte = static_cast<char>(random());
  // Drawn one by one: compilers differ in the order in which they work out arguments.
  const size_t from = random() % (at + 1);
  const size_t length = random() % 32;
  switch (random() % 5) {
    case 0:
      payload.insert(at, 1, byte);
      break;
    case 1:
      payload.erase(at, random() % 8);
      break;
    case 2:
      payload.insert(at, payload.substr(from, length));
      break;
    case 3:
      payload.insert(at, 1, "{}[]\":,\\0-.\n"[random() % 13]);
      break;
    default:
      payload.replace(at, 1, 1, byte);
      break;
  }
}

std::vector<Received> written_to_hurt() {
  const std::string begin = R"({"id":"x","session":"9f3a61c2","pins":)";
  const std::string payloads[] = {
      repeated("{\"a\":", 1000),
      repeated("[", 2048),
      repeated("\"", 2047),
      repeated("\\", 2048),
      "{" + repeated("\"a\":1,", 300) + "\"a\":1}",
      begin + repeated("{\"a\":", 200) + "1" + repeated("}", 201),
      begin + "{" + repeated("\"zzzz\":true,", 160) + "\"a\":true}}",
      begin + R"({"a":{"on":true,"brightness":99999999999999999999}}})",
      begin + R"({"a":{"on":true,"transition_ms":-0.000}}})",
      begin + R"({"":true,"\u0061":true,"a\"b":true}})",
      R"({"id":")" + repeated("x", 2000) + "\"}",
      std::string(2048, '\0'),
      std::string(2048, '\xff'),
      std::string(1 << 16, '{'),
      config(4294967295, R"({"key":"a","type":"light","gpio":5,"gamma":3.000,"min":0.900,"frequency":5000})"),
      config(4294967294, repeated(R"({"key":"a","type":"light","gpio":5},)", 17)),
      config(4294967293, R"({"key":"a","type":"light","gpio":5})",
             repeated(R"({"when":"a.on","do":"a.on"},)", 60) + "5"),
      config(4294967292, R"({"key":"a","type":"light","gpio":5})",
             repeated("[", 40) + repeated("]", 40) + ",{}," + "{\"when\":\"" + repeated(".", 1000) + "\"}"),
      R"({"session":"77aa00ff","n":4294967295,"t":4294967295,"key":")" + repeated("d", 1500) +
          R"(","event":"click","count":1})",
      R"({"session":"77aa00ff","n":1,"t":1,"key":"d","event":"click","count":4294967295})",
      R"({"session":"","n":-1,"t":1e9,"key":"","event":"","count":-1})",
  };
  std::vector<Received> all;
  for (const std::string& payload : payloads) {
    for (const char* topic : {"config", "set", "command"}) {
      all.push_back({kIn + topic, false, payload});
    }
    all.push_back({"iotdm/1/all/in/command", false, payload});
    all.push_back({"iotdm/1/5ccf7f0a9999/out/event", false, payload});
    all.push_back({"iotdm/1/5ccf7f0a1b2c/out/status", true, payload});
  }
  return all;
}

}  // namespace

std::vector<Received> truncated_messages() {
  const Received whole[] = {
      {kIn + "config", false,
       config(14, R"({"key":"b","type":"digital_output","gpio":4},{"key":"c","type":"light","gpio":12,"min":0.125})")},
      {kIn + "set", false, set("7c1", R"("a":true,"b":{"on":true,"brightness":128,"transition_ms":400})")},
      {kIn + "command", false, command("7c2", "identify", R"(,"seconds":10,"gpio":4)")},
      {"iotdm/1/all/in/command", false, R"({"id":"8a0","cmd":"identify","seconds":10})"},
      {"iotdm/1/5ccf7f0a9999/out/event", false,
       R"({"session":"77aa00ff","n":1,"t":50000,"key":"d","event":"click","count":1})"},
  };
  std::vector<Received> all;
  for (const Received& message : whole) {
    for (size_t length = 0; length < message.payload.size(); ++length) {
      all.push_back({message.topic, message.retained, message.payload.substr(0, length)});
    }
  }
  return all;
}

std::vector<Received> mutated_messages() {
  std::mt19937 random(20261);
  std::vector<Received> all = written_to_hurt();
  for (const Received& golden : golden_messages()) {
    for (uint32_t times = 1; times <= 8; ++times) {
      Received message = golden;
      for (uint32_t i = 0; i < times; ++i) {
        mutate(message.payload, random);
      }
      all.push_back(message);
    }
  }
  return all;
}

void send_hostile(Bench& bench, const Received& message) {
  bench.receive_topic(message.topic, message.payload, message.retained);
  if (bench.mqtt.state() != FakeMqtt::State::kConnected) {
    bench.reconnect();
  }
}

}  // namespace iotdm::test
