#include "contract.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "bench.h"
#include "contract_files.h"
#include "dht_answer.h"
#include "printing.h"
#include "sites.h"
#include "words.h"

namespace iotdm::test {

namespace {

constexpr char kResets[] = "power_on external software exception watchdog unknown";

constexpr char kWifiStates[] = "idle connecting joined connected no_such_network wrong_password";

constexpr std::string_view kAllTypes = "<types>";

// The names of all pin types, as an announce lists them.
std::string all_types() {
  static const JsonValue table = JsonValue::parse(read_contract_file("pin_type_table"));
  std::string names;
  for (const JsonValue& row : table["types"].items()) {
    names += (names.empty() ? "\"" : ",\"") + row["type"].text() + "\"";
  }
  return names;
}

std::string payload_of(const JsonValue& message) {
  if (message.has("payload_hex")) {
    return from_hex(message["payload_hex"].text());
  }
  std::string payload = message["payload"].text();
  const size_t at = payload.find(kAllTypes);
  return at == std::string::npos ? payload : payload.replace(at, kAllTypes.size(), all_types());
}

std::string describe(const std::string& topic, int qos, bool retained, const std::string& payload) {
  return topic + " qos " + std::to_string(qos) + (retained ? " retained " : " ") + payload;
}

std::string describe(const Message& message) {
  return describe(message.topic, message.qos, message.retained, message.payload);
}

std::string describe(const JsonValue& message) {
  return describe(message["topic"].text(), static_cast<int>(message["qos"].number()), message["retained"].boolean(),
                  payload_of(message));
}

std::string describe_level(const JsonValue& level) {
  if (level.is_null()) {
    return "not driven";
  }
  if (level.kind() == JsonValue::Kind::kArray) {
    return std::to_string(level.items()[0].uint32()) + "/" + std::to_string(level.items()[1].uint32()) + " us";
  }
  const bool is_duty = level.kind() == JsonValue::Kind::kNumber;
  return std::to_string(is_duty ? level.uint32() : level.boolean() ? Gpio::kFullDuty : 0);
}

// As a step writes it, so that both can be compared.
std::string describe_driven(const FakeGpio& gpios, uint8_t gpio) {
  const auto driven = gpios.driven(gpio);
  if (!driven) {
    return "not driven";
  }
  return gpios.wave(gpio).empty() ? std::to_string(*driven) : gpios.wave(gpio);
}

// Each step is one method; its argument is the step.
class Player {
 public:
  Player(const JsonValue& conversation, size_t piece_size) : session_(conversation["device"]["session"].text()) {
    const JsonValue& device = conversation["device"];
    bench_.set_piece_size(piece_size);
    if (device.has("site")) {
      bench_.flash.sector(kSectorSiteA) = sector_of(device["site"].text());
    }
    if (device.has("stored")) {
      const std::string& stored = device["stored"]["payload"].text();
      CHECK(hex(hash_of(stored)) == device["stored"]["hash"].text());
      bench_.store(stored, JsonValue::parse(stored)["revision"].uint32());
    }
  }

  void boot(const JsonValue& step) {
    const int reset = index_of_word(kResets, step["boot"].text());
    REQUIRE(reset >= 0);
    const std::string& session = step.has("session") ? step["session"].text() : session_;
    if (step.has("firmware")) {
      bench_.firmware = step["firmware"].text();
    }
    bench_.boot(static_cast<ResetReason>(reset), static_cast<uint32_t>(std::stoul(session, nullptr, 16)),
                step["at"].uint32());
  }

  void crash(const JsonValue&) { bench_.stop(); }
  void connect(const JsonValue&) { CHECK_MESSAGE(bench_.connect(), "the device did not ask for a connection"); }
  void disconnect(const JsonValue&) { bench_.lose_connection(); }
  void acknowledge(const JsonValue& step) { bench_.acknowledge(step["acknowledge"].boolean()); }
  void flash_fails(const JsonValue& step) { bench_.flash.fail(step["flash_fails"].boolean()); }
  void skip(const JsonValue&) { bench_.published(); }

  void block(const JsonValue& step) { bench_.system.set_largest_block(step["block"].uint32()); }

  void receive(const JsonValue& step) {
    const JsonValue& message = step["receive"];
    const std::string payload = payload_of(message);
    if (message.has("hash")) {
      CHECK(hex(hash_of(payload)) == message["hash"].text());
    }
    bench_.receive_topic(message["topic"].text(), payload, message["retained"].boolean());
  }

  void wifi(const JsonValue& step) {
    const int state = index_of_word(kWifiStates, step["wifi"].text());
    REQUIRE(state >= 0);
    bench_.wifi.set_state(static_cast<WifiState>(state));
  }

  void input(const JsonValue& step) {
    bench_.gpio.set_outside(static_cast<uint8_t>(step["input"]["gpio"].uint32()), step["input"]["level"].boolean());
  }

  void analog(const JsonValue& step) { bench_.gpio.set_analog(static_cast<uint16_t>(step["analog"].uint32())); }

  void dht(const JsonValue& step) {
    const JsonValue& sensor = step["dht"];
    const std::string bytes = from_hex(sensor["bytes"].text());
    const std::vector<uint8_t> sent(bytes.begin(), bytes.end());
    bench_.gpio.set_gaps(static_cast<uint8_t>(sensor["gpio"].uint32()),
                         sent.empty() ? sent : simulation::dht_answer(sent));
  }

  void probes(const JsonValue& step) {
    const JsonValue& bus = step["probes"];
    auto& probes = bench_.gpio.bus(static_cast<uint8_t>(bus["gpio"].uint32())).probes;
    probes.clear();
    for (const JsonValue& probe : bus["probes"].items()) {
      const std::string number = from_hex(probe["rom"].text());
      simulation::Probe::Rom rom{};
      std::copy(number.begin(), number.end(), rom.begin());
      const int fault = probe.has("fault") ? index_of_word(simulation::kProbeFaults, probe["fault"].text()) : 0;
      REQUIRE(fault >= 0);
      probes.push_back({rom, static_cast<int16_t>(std::lround(probe["value"].number() * 16)),
                        static_cast<simulation::ProbeFault>(fault)});
    }
  }

  void part(const JsonValue& step) {
    const JsonValue& part = step["part"];
    std::vector<std::pair<std::string, std::string>> answers;
    for (const auto& [asked, answer] : part["answers"].members()) {
      answers.emplace_back(asked, answer.text());
    }
    const auto gpio = [&part](int index) { return static_cast<uint8_t>(part["gpio"].items()[index].uint32()); };
    bench_.gpio.put_part({gpio(0), gpio(1), static_cast<uint8_t>(part["address"].uint32())}, std::move(answers));
  }

  void serves(const JsonValue& step) {
    const JsonValue& file = step["serves"];
    TestImage image;
    image.size = file["size"].uint32();
    image.firmware = file["firmware"].text();
    image.layout_mb = static_cast<char>(file["layout_mb"].uint32());
    bench_.server.content = image.file();
    bench_.server.budget = 0;
    if (file.has("cut_at")) {
      bench_.server.content.resize(file["cut_at"].uint32());
    }
    const std::string hash = from_hex(file["sha256"].text());
    bench_.verifier.says.emplace();
    std::copy(hash.begin(), hash.end(), bench_.verifier.says->begin());
    bench_.verifier.key_fits = file["signed"].boolean();
  }

  void arrives(const JsonValue& step) { bench_.server.budget = step["arrives"].uint32(); }

  void expect(const JsonValue& step) {
    Log expected;
    for (const JsonValue& message : step["expect"].items()) {
      expected.push_back(describe(message));
    }
    Log published;
    for (const Message& message : bench_.published()) {
      published.push_back(describe(message));
    }
    CHECK(published == expected);
  }

  void levels(const JsonValue& step) {
    for (const auto& [gpio, level] : step["levels"].members()) {
      CAPTURE(gpio);
      CHECK(describe_driven(bench_.gpio, static_cast<uint8_t>(std::stoi(gpio))) == describe_level(level));
    }
  }

  void pixels(const JsonValue& step) {
    for (const auto& [gpio, pixels] : step["pixels"].members()) {
      const auto& strip = bench_.gpio.strip(static_cast<uint8_t>(std::stoi(gpio)));
      for (size_t i = 0; i < pixels.items().size(); ++i) {
        CAPTURE(i);
        CHECK(hex(strip.at(i)) == "00" + pixels.items()[i].text());
      }
    }
  }

  void will(const JsonValue& step) { CHECK(describe(bench_.mqtt.will()) == describe(step["will"])); }

  void subscriptions(const JsonValue& step) {
    Log expected;
    for (const JsonValue& item : step["subscriptions"].items()) {
      expected.push_back(item["topic"].text() + " " + std::to_string(item["qos"].uint32()));
    }
    Log subscribed;
    for (const auto& [topic, qos] : bench_.mqtt.subscriptions()) {
      subscribed.push_back(topic + " " + std::to_string(qos));
    }
    CHECK(subscribed == expected);
  }

  void connecting(const JsonValue& step) {
    CHECK((bench_.mqtt.state() == FakeMqtt::State::kConnecting) == step["connecting"].boolean());
  }

  void restarts(const JsonValue& step) { CHECK(bench_.system.restarts() == step["restarts"].uint32()); }

  void take(const JsonValue& step);

 private:
  std::string session_;
  Bench bench_;
};

struct Step {
  const char* name;
  void (Player::*play)(const JsonValue& step);
};

constexpr Step kSteps[] = {
    {"boot", &Player::boot},
    {"crash", &Player::crash},
    {"connect", &Player::connect},
    {"disconnect", &Player::disconnect},
    {"acknowledge", &Player::acknowledge},
    {"flash_fails", &Player::flash_fails},
    {"block", &Player::block},
    {"receive", &Player::receive},
    {"wifi", &Player::wifi},
    {"input", &Player::input},
    {"analog", &Player::analog},
    {"dht", &Player::dht},
    {"probes", &Player::probes},
    {"part", &Player::part},
    {"serves", &Player::serves},
    {"arrives", &Player::arrives},
    {"expect", &Player::expect},
    {"skip", &Player::skip},
    {"levels", &Player::levels},
    {"pixels", &Player::pixels},
    {"will", &Player::will},
    {"subscriptions", &Player::subscriptions},
    {"connecting", &Player::connecting},
    {"restarts", &Player::restarts},
};

void Player::take(const JsonValue& step) {
  if (step.has("at") && !step.has("boot")) {
    bench_.run_until(step["at"].uint32());
  }
  for (const Step& known : kSteps) {
    if (step.has(known.name)) {
      (this->*known.play)(step);
      return;
    }
  }
  throw std::runtime_error("a conversation has an unknown step");
}

std::vector<Conversation> read_all() {
  std::vector<Conversation> all;
  for (const std::string& file : contract_files()) {
    const JsonValue content = JsonValue::parse(read_contract_file(file));
    if (!content.has("conversations") || content.is_true("other_firmware")) {
      continue;
    }
    for (const JsonValue& conversation : content["conversations"].items()) {
      all.push_back({file + ": " + conversation["name"].text(), conversation});
    }
  }
  return all;
}

}  // namespace

const std::vector<Conversation>& conversations() {
  static const std::vector<Conversation> all = read_all();
  return all;
}

void play(const Conversation& conversation, size_t piece_size) {
  Player player(conversation.content, piece_size);
  int number = 0;
  for (const JsonValue& step : conversation.content["steps"].items()) {
    ++number;
    INFO("step ", number, " of ", conversation.name);
    player.take(step);
  }
}

std::vector<Received> received_in(const Conversation& conversation) {
  std::vector<Received> all;
  for (const JsonValue& step : conversation.content["steps"].items()) {
    if (step.has("receive")) {
      const JsonValue& message = step["receive"];
      all.push_back({message["topic"].text(), message["retained"].boolean(), payload_of(message)});
    }
  }
  return all;
}

}  // namespace iotdm::test
