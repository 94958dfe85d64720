#include "captive_dns.h"

namespace iotdm::esp8266 {

namespace {

constexpr uint16_t kPort = 53;

}  // namespace

bool CaptiveDns::open() { return udp_.open(kPort); }

size_t CaptiveDns::handle_packet(uint8_t* packet, size_t size) {
  static_assert(kMaxDnsMessage == UdpPort::kMaxPacket);
  return answer_dns(packet, size, address_);
}

}  // namespace iotdm::esp8266
