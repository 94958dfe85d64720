#pragma once

#include "dns_message.h"
#include "udp_port.h"

namespace iotdm::esp8266 {

// Leads every name to the portal, so that phones which look whether there is an internet find its page.
class CaptiveDns final : private UdpPort::Listener {
 public:
  explicit CaptiveDns(const Ip4& address) : address_(address) {}

  // False when there is no memory.
  bool open();

 private:
  size_t handle_packet(uint8_t* packet, size_t size) override;

  Ip4 address_;
  UdpPort udp_{*this};
};

}  // namespace iotdm::esp8266
