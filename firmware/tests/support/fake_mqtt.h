#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ports.h"

namespace iotdm::test {

struct Message {
  std::string topic;
  uint8_t qos = 0;
  bool retained = false;
  std::string payload;

  bool operator==(const Message& other) const {
    return topic == other.topic && qos == other.qos && retained == other.retained && payload == other.payload;
  }
};

// A broker's side of one connection: remembers what it was asked, and does nothing by itself.
class FakeMqtt final : public Mqtt {
 public:
  void set_broker(const Network& network) override;
  void connect(const Will& will) override;
  void disconnect() override;
  bool idle() const override { return state_ == State::kIdle && !lingers_; }
  bool subscribe(const Subscription* subscriptions, uint8_t count) override;
  uint16_t publish(const char* topic, std::string_view payload, uint8_t qos, bool retained) override;

  enum class State { kIdle, kConnecting, kConnected };

  State state() const { return state_; }
  void accept() { state_ = State::kConnected; }
  // Without a goodbye.
  void lose();
  // While it lingers, a goodbye is on its way.
  void set_lingers(bool lingers) { lingers_ = lingers; }
  // While full, nothing can be published or subscribed.
  void set_full(bool full) { full_ = full; }
  // So many topics can be subscribed, and then no more.
  void set_subscription_room(uint32_t topics) { subscription_room_ = topics; }
  uint32_t subscription_room() const { return subscription_room_; }

  // The broker of the last set_broker().
  const std::optional<Network>& broker() const { return broker_; }
  const Message& will() const { return will_; }
  const std::vector<std::pair<std::string, int>>& subscriptions() const { return subscriptions_; }
  uint32_t connects() const { return connects_; }
  uint32_t goodbyes() const { return goodbyes_; }
  uint32_t publishes() const { return publishes_; }

  // What was published since the last take.
  std::vector<Message> take_published() { return std::exchange(published_, {}); }
  // The ids of QoS 1 that nobody has acknowledged yet.
  std::vector<uint16_t> take_unacknowledged() { return std::exchange(unacknowledged_, {}); }

 private:
  State state_ = State::kIdle;
  bool full_ = false;
  bool lingers_ = false;
  uint16_t last_id_ = 0;
  uint32_t subscription_room_ = 0xFFFFFFFF;
  uint32_t connects_ = 0;
  uint32_t goodbyes_ = 0;
  uint32_t publishes_ = 0;
  std::optional<Network> broker_;
  Message will_;
  std::vector<std::pair<std::string, int>> subscriptions_;
  std::vector<Message> published_;
  std::vector<uint16_t> unacknowledged_;
};

}  // namespace iotdm::test
