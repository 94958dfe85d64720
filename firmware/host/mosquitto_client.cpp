#include "mosquitto_client.h"

#include <new>
#include <utility>

namespace iotdm::host {

namespace {

constexpr int kKeepaliveS = 20;
constexpr int kPacketsAtOnce = 16;
// Answers to CONNECT of MQTT 3.1.1.
constexpr int kBadLogin = 4;
constexpr int kNotAuthorized = 5;

}  // namespace

MosquittoClient::MosquittoClient(const Broker& broker, const std::string& id, PollLoop& poll, PollTarget& target)
    : default_broker_(broker), broker_(broker), id_(id), poll_(poll), target_(target) {
  if (!broker_.password.empty()) {
    broker_.user = id;
  }
}

MosquittoClient::~MosquittoClient() { close(); }

// There is no mDNS here: the broker of the command line is the one that it would find.
void MosquittoClient::set_broker(const Network& network) {
  broker_.host = network.host.empty() ? default_broker_.host : std::string(network.host.view());
  broker_.port = network.host.empty() ? default_broker_.port : network.port;
  broker_.user = user_of(network, id_);
  broker_.password = network.password.view();
}

// A fresh client for each connection: libmosquitto would otherwise send again what it still had in its outbox.
void MosquittoClient::connect(const Will& will) {
  close();
  events_.clear();
  client_ = mosquitto_new(("iotdm-" + id_).c_str(), true, this);
  if (client_ == nullptr) {
    throw std::bad_alloc();
  }
  mosquitto_connect_callback_set(client_, on_connect);
  mosquitto_disconnect_callback_set(client_, on_disconnect);
  mosquitto_subscribe_callback_set(client_, on_subscribe);
  mosquitto_publish_callback_set(client_, on_publish);
  mosquitto_message_callback_set(client_, on_message);
  mosquitto_int_option(client_, MOSQ_OPT_TCP_NODELAY, 1);
  if (!broker_.user.empty()) {
    mosquitto_username_pw_set(client_, broker_.user.c_str(), broker_.password.c_str());
  }
  mosquitto_will_set(client_, will.topic, static_cast<int>(will.payload.size()), will.payload.data(), 1, true);
  const int result = mosquitto_connect_async(client_, broker_.host.c_str(), broker_.port, kKeepaliveS);
  if (result != MOSQ_ERR_SUCCESS && result != MOSQ_ERR_CONN_PENDING) {
    fail();
    return;
  }
  update_interest();
}

void MosquittoClient::disconnect() {
  if (client_ != nullptr) {
    mosquitto_disconnect(client_);
    mosquitto_loop_write(client_, kPacketsAtOnce);
  }
  close();
  events_.clear();
}

void MosquittoClient::drop() {
  close();
  events_.clear();
}

bool MosquittoClient::subscribe(const Subscription* subscriptions, uint8_t count) {
  std::vector<char*> filters;
  for (uint8_t i = 0; i < count; ++i) {
    // libmosquitto takes `char* const*` but does not write.
    filters.push_back(const_cast<char*>(subscriptions[i].topic));
  }
  const int qos = subscriptions[0].qos;
  const int result = mosquitto_subscribe_multiple(client_, nullptr, count, filters.data(), qos, 0, nullptr);
  update_interest();
  return result == MOSQ_ERR_SUCCESS;
}

uint16_t MosquittoClient::publish(const char* topic, std::string_view payload, uint8_t qos, bool retained) {
  if (!connected_) {
    return 0;
  }
  int publish_id = 0;
  const int result =
      mosquitto_publish(client_, &publish_id, topic, static_cast<int>(payload.size()), payload.data(), qos, retained);
  update_interest();
  return result == MOSQ_ERR_SUCCESS ? static_cast<uint16_t>(publish_id) : 0;
}

void MosquittoClient::handle_socket(bool readable, bool writable) {
  if (client_ != nullptr && readable && mosquitto_loop_read(client_, kPacketsAtOnce) != MOSQ_ERR_SUCCESS) {
    fail();
  }
  if (client_ != nullptr && writable && mosquitto_loop_write(client_, kPacketsAtOnce) != MOSQ_ERR_SUCCESS) {
    fail();
  }
  update_interest();
}

void MosquittoClient::handle_time() {
  if (client_ != nullptr && connected_ && mosquitto_loop_misc(client_) != MOSQ_ERR_SUCCESS) {
    fail();
  }
  update_interest();
}

std::vector<MqttEvent> MosquittoClient::take_events() { return std::exchange(events_, {}); }

void MosquittoClient::update_interest() {
  const int socket = client_ == nullptr ? -1 : mosquitto_socket(client_);
  if (socket < 0) {
    // A closed socket left the poll set by itself.
    watched_ = -1;
    return;
  }
  const bool writes = !connected_ || mosquitto_want_write(client_);
  if (socket == watched_ && writes == watching_writes_) {
    return;
  }
  if (socket == watched_) {
    poll_.change(socket, target_, writes);
  } else {
    poll_.add(socket, target_, writes);
  }
  watched_ = socket;
  watching_writes_ = writes;
}

void MosquittoClient::close() {
  if (client_ != nullptr) {
    mosquitto_destroy(client_);
  }
  client_ = nullptr;
  watched_ = -1;
  connected_ = false;
  refused_ = false;
}

void MosquittoClient::fail() {
  const auto kind = refused_ ? MqttEvent::Kind::kRefused : MqttEvent::Kind::kDisconnected;
  close();
  events_.push_back({kind, 0, {}, {}, false});
}

void MosquittoClient::on_connect(mosquitto*, void* self, int code) {
  auto* client = static_cast<MosquittoClient*>(self);
  if (code == 0) {
    client->connected_ = true;
    client->events_.push_back({MqttEvent::Kind::kConnected, 0, {}, {}, false});
  }
  // A refusal is followed by the broker closing the connection.
  client->refused_ = code == kBadLogin || code == kNotAuthorized;
}

void MosquittoClient::on_disconnect(mosquitto*, void* self, int /*code*/) {
  // The call that noticed returns an error as well, and fail() reports it.
  static_cast<MosquittoClient*>(self)->connected_ = false;
}

void MosquittoClient::on_subscribe(mosquitto*, void* self, int, int /*count*/, const int* /*granted*/) {
  static_cast<MosquittoClient*>(self)->events_.push_back({MqttEvent::Kind::kSubscribed, 0, {}, {}, false});
}

void MosquittoClient::on_publish(mosquitto*, void* self, int publish_id) {
  static_cast<MosquittoClient*>(self)->events_.push_back(
      {MqttEvent::Kind::kPublished, static_cast<uint16_t>(publish_id), {}, {}, false});
}

void MosquittoClient::on_message(mosquitto*, void* self, const mosquitto_message* message) {
  const auto size = static_cast<size_t>(message->payloadlen);
  std::string payload = size == 0 ? std::string() : std::string(static_cast<const char*>(message->payload), size);
  static_cast<MosquittoClient*>(self)->events_.push_back(
      {MqttEvent::Kind::kMessage, 0, message->topic, std::move(payload), message->retain});
}

}  // namespace iotdm::host
