#include "mqtt_connection.h"

#include <cstdio>
#include <cstring>

#include "device.h"

namespace iotdm::esp8266 {

namespace {

constexpr uint16_t kKeepaliveS = 20;
constexpr std::string_view kClientPrefix = "iotdm-";

template <size_t kSize>
void assign(std::array<char, kSize>& to, std::string_view text) {
  to[text.copy(to.data(), kSize - 1)] = '\0';
}

}  // namespace

MqttConnection::Client::Client(espMqttClientInternals::Transport& transport)
    : MqttClientSetup(espMqttClientTypes::UseInternalTask::NO) {
  _transport = &transport;
}

MqttConnection::MqttConnection(std::string_view id) : id_(id) {
  kClientPrefix.copy(client_id_.data(), kClientPrefix.size());
  id.copy(client_id_.data() + kClientPrefix.size(), kIdLength);
  client_.setClientId(client_id_.data());
  client_.setCleanSession(true);
  client_.setKeepAlive(kKeepaliveS);
  set_callbacks();
}

// The client calls these only from inside its loop().
void MqttConnection::set_callbacks() {
  client_.onConnect([this](bool /*session_present*/) { device_->on_connected(now_ms_); });
  client_.onDisconnect([this](espMqttClientTypes::DisconnectReason reason) {
    const bool refused = reason == espMqttClientTypes::DisconnectReason::MQTT_MALFORMED_CREDENTIALS ||
                         reason == espMqttClientTypes::DisconnectReason::MQTT_NOT_AUTHORIZED;
    if (silent_) {
      return;
    }
    silent_ = true;
    refused ? device_->on_refused(now_ms_) : device_->on_disconnected(now_ms_);
  });
  client_.onSubscribe(
      [this](uint16_t /*id*/, const espMqttClientTypes::SubscribeReturncode* /*codes*/, size_t /*count*/) {
        --unconfirmed_;
        if (unconfirmed_ == 0) {
          device_->on_subscribed(now_ms_);
        }
      });
  client_.onPublish([this](uint16_t id) { device_->on_published(id, now_ms_); });
  client_.onMessage([this](const espMqttClientTypes::MessageProperties& properties, const char* topic,
                           const uint8_t* payload, size_t size, size_t offset, size_t total) {
    const std::string_view bytes(reinterpret_cast<const char*>(payload), size);
    device_->on_message({topic, properties.retain, bytes, offset, total}, now_ms_);
  });
}

void MqttConnection::loop(Device& device, uint32_t now_ms) {
  device_ = &device;
  now_ms_ = now_ms;
  if (wanted_ && client_.disconnected()) {
    open();
  }
  follow_search();
  client_.loop();
  device_ = nullptr;
}

// The client ends a connection in several steps, so the new one waits for the end of the old one.
void MqttConnection::connect(const Will& will) {
  std::strncpy(will_topic_.data(), will.topic, will_topic_.size() - 1);
  will_size_ = will.payload.copy(will_payload_.data(), will_payload_.size());
  wanted_ = true;
  silent_ = true;
  search_.stop();
  client_.disconnect(true);
}

void MqttConnection::open() {
  // What waits in the outbox was meant for the session before: the birth messages say it all.
  client_.clearQueue(true);
  const auto* payload = reinterpret_cast<const uint8_t*>(will_payload_.data());
  client_.setWill(will_topic_.data(), 1, true, payload, will_size_);
  wanted_ = false;
  silent_ = false;
  if (network_ == nullptr) {
    fail();
  } else if (network_->host.empty()) {
    search_.start(now_ms_);
  } else {
    open_to(network_->host.view(), network_->port);
  }
}

void MqttConnection::follow_search() {
  search_.loop(now_ms_);
  if (search_.state() == BrokerSearch::State::kFound) {
    const FoundBroker& broker = search_.broker();
    std::array<char, 16> address;
    const int size = std::snprintf(address.data(), address.size(), "%u.%u.%u.%u", broker.address[0], broker.address[1],
                                   broker.address[2], broker.address[3]);
    open_to({address.data(), static_cast<size_t>(size)}, broker.port);
    search_.stop();
  } else if (search_.state() == BrokerSearch::State::kNotFound) {
    search_.stop();
    fail();
  }
}

void MqttConnection::open_to(std::string_view host, uint16_t port) {
  assign(host_, host);
  assign(user_, user_of(*network_, id_));
  assign(password_, network_->password.view());
  client_.setServer(host_.data(), port);
  client_.setCredentials(user_[0] == '\0' ? nullptr : user_.data(), password_[0] == '\0' ? nullptr : password_.data());
  if (!client_.connect()) {
    fail();
  }
}

void MqttConnection::fail() {
  silent_ = true;
  device_->on_disconnected(now_ms_);
}

void MqttConnection::disconnect() {
  wanted_ = false;
  silent_ = true;
  search_.stop();
  if (!client_.disconnect()) {
    client_.disconnect(true);
  }
}

// The client would put several topics into one packet only if their number were known here.
bool MqttConnection::subscribe(const Subscription* subscriptions, uint8_t count) {
  unconfirmed_ = 0;
  for (uint8_t i = 0; i < count; ++i) {
    if (client_.subscribe(subscriptions[i].topic, subscriptions[i].qos) == 0) {
      return false;
    }
    ++unconfirmed_;
  }
  return true;
}

uint16_t MqttConnection::publish(const char* topic, std::string_view payload, uint8_t qos, bool retained) {
  // While it is not connected, the client would keep it for the next session.
  if (!client_.connected()) {
    return 0;
  }
  return client_.publish(topic, qos, retained, reinterpret_cast<const uint8_t*>(payload.data()), payload.size());
}

}  // namespace iotdm::esp8266
