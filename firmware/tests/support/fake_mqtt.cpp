#include "fake_mqtt.h"

#include "heap_watch.h"

namespace iotdm::test {

void FakeMqtt::set_broker(const Network& network) { broker_ = network; }

void FakeMqtt::connect(const Will& will) {
  const PortScope outside_the_core;
  state_ = State::kConnecting;
  ++connects_;
  will_ = {will.topic, 1, true, std::string(will.payload)};
  unacknowledged_.clear();
}

void FakeMqtt::disconnect() {
  ++goodbyes_;
  lose();
}

void FakeMqtt::lose() {
  state_ = State::kIdle;
  unacknowledged_.clear();
}

bool FakeMqtt::subscribe(const Subscription* subscriptions, uint8_t count) {
  const PortScope outside_the_core;
  if (full_ || subscription_room_ < count) {
    return false;
  }
  subscription_room_ -= count;
  subscriptions_.clear();
  for (uint8_t i = 0; i < count; ++i) {
    subscriptions_.emplace_back(subscriptions[i].topic, subscriptions[i].qos);
  }
  return true;
}

uint16_t FakeMqtt::publish(const char* topic, std::string_view payload, uint8_t qos, bool retained) {
  const PortScope outside_the_core;
  if (full_ || state_ != State::kConnected) {
    return 0;
  }
  ++publishes_;
  published_.push_back({topic, qos, retained, std::string(payload)});
  last_id_ = static_cast<uint16_t>(last_id_ == 0xFFFF ? 1 : last_id_ + 1);
  if (qos > 0) {
    unacknowledged_.push_back(last_id_);
  }
  return last_id_;
}

}  // namespace iotdm::test
