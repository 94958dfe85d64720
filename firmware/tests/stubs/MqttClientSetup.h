#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

#include "Transport/Transport.h"

namespace espMqttClientTypes {

enum class DisconnectReason : uint8_t {
  MQTT_MALFORMED_CREDENTIALS = 4,
  MQTT_NOT_AUTHORIZED = 5,
};
enum class SubscribeReturncode : uint8_t {};
enum class UseInternalTask { NO = 0 };

struct MessageProperties {
  bool retain;
};

using OnConnectCallback = std::function<void(bool sessionPresent)>;
using OnDisconnectCallback = std::function<void(DisconnectReason reason)>;
using OnSubscribeCallback = std::function<void(uint16_t packetId, const SubscribeReturncode* returncodes, size_t len)>;
using OnMessageCallback = std::function<void(const MessageProperties& properties, const char* topic,
                                             const uint8_t* payload, size_t len, size_t index, size_t total)>;
using OnPublishCallback = std::function<void(uint16_t packetId)>;

}  // namespace espMqttClientTypes

class MqttClient {
 public:
  bool connected() const;
  bool disconnected() const;
  bool connect();
  bool disconnect(bool force = false);
  template <typename... Args>
  uint16_t subscribe(const char* topic, uint8_t qos, Args&&... args);
  uint16_t publish(const char* topic, uint8_t qos, bool retain, const uint8_t* payload, size_t length);
  void clearQueue(bool deleteSessionData = false);
  void loop();

 protected:
  espMqttClientInternals::Transport* _transport;
};

template <typename T>
class MqttClientSetup : public MqttClient {
 public:
  T& setKeepAlive(uint16_t keepAlive);
  T& setClientId(const char* clientId);
  T& setCleanSession(bool cleanSession);
  T& setCredentials(const char* username, const char* password);
  T& setServer(const char* host, uint16_t port);
  T& setWill(const char* topic, uint8_t qos, bool retain, const uint8_t* payload, size_t length);
  T& onConnect(espMqttClientTypes::OnConnectCallback callback, uint32_t id = 0);
  T& onDisconnect(espMqttClientTypes::OnDisconnectCallback callback, uint32_t id = 0);
  T& onSubscribe(espMqttClientTypes::OnSubscribeCallback callback, uint32_t id = 0);
  T& onMessage(espMqttClientTypes::OnMessageCallback callback, uint32_t id = 0);
  T& onPublish(espMqttClientTypes::OnPublishCallback callback, uint32_t id = 0);

 protected:
  explicit MqttClientSetup(espMqttClientTypes::UseInternalTask useInternalTask, uint8_t priority = 1, uint8_t core = 1);
};
