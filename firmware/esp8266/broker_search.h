#pragma once

#include <cstdint>
#include <optional>

#include "dns_message.h"
#include "udp_port.h"

namespace iotdm::esp8266 {

// Looks for a broker in the network by mDNS. Not the Arduino core's responder, which would also answer for this board,
// and costs 23 KB.
class BrokerSearch final : private UdpPort::Listener {
 public:
  enum class State : uint8_t { kIdle, kSearching, kFound, kNotFound };

  void start(uint32_t now_ms);
  void stop();
  void loop(uint32_t now_ms);
  State state() const { return state_; }
  // While it is kFound.
  const FoundBroker& broker() const { return broker_; }

 private:
  size_t handle_packet(uint8_t* packet, size_t size) override;
  void ask(uint32_t now_ms);

  UdpPort udp_{*this};
  State state_ = State::kIdle;
  FoundBroker broker_{};
  uint8_t asked_ = 0;
  uint32_t asked_ms_ = 0;
};

}  // namespace iotdm::esp8266
