#pragma once

#include <MqttClientSetup.h>

#include <array>
#include <cstdint>
#include <string_view>

#include "broker_search.h"
#include "mqtt_transport.h"
#include "ports.h"
#include "topic.h"

namespace iotdm {
class Device;
}

namespace iotdm::esp8266 {

// The core's MQTT connection by espMqttClient.
class MqttConnection final : public Mqtt {
 public:
  // `id` must outlive it.
  explicit MqttConnection(std::string_view id);
  MqttConnection(const MqttConnection&) = delete;
  MqttConnection& operator=(const MqttConnection&) = delete;

  // Sends and receives; tells `device` what happened.
  void loop(Device& device, uint32_t now_ms);

  void set_broker(const Network& network) override { network_ = &network; }
  void connect(const Will& will) override;
  void disconnect() override;
  bool idle() const override { return !wanted_ && client_.disconnected(); }
  bool subscribe(const Subscription* subscriptions, uint8_t count) override;
  uint16_t publish(const char* topic, std::string_view payload, uint8_t qos, bool retained) override;

 private:
  // espMqttClient on our own transport.
  class Client final : public MqttClientSetup<Client> {
   public:
    explicit Client(espMqttClientInternals::Transport& transport);
  };

  void set_callbacks();
  void open();
  void open_to(std::string_view host, uint16_t port);
  void follow_search();
  void fail();

  std::string_view id_;
  const Network* network_ = nullptr;
  BrokerSearch search_;
  MqttTransport transport_;
  Client client_{transport_};
  // What the client only keeps pointers to, until it has written its first packet.
  std::array<char, 6 + kIdLength + 1> client_id_{};  // iotdm-<id>
  std::array<char, kMaxHost + 1> host_{};
  std::array<char, kMaxUser + 1> user_{};
  std::array<char, kMaxPassword + 1> password_{};
  std::array<char, 40> will_topic_{};
  std::array<char, 80> will_payload_{};
  size_t will_size_ = 0;
  uint8_t unconfirmed_ = 0;  // subscriptions
  bool wanted_ = false;      // connect() was called, and the connection before it has not ended yet
  bool silent_ = true;       // nobody is told of the end of this connection

  // Only while loop() runs, in which the client calls back.
  Device* device_ = nullptr;
  uint32_t now_ms_ = 0;
};

}  // namespace iotdm::esp8266
