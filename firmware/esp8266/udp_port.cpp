#include "udp_port.h"

#include <lwip/pbuf.h>
#include <lwip/udp.h>

#include <array>

namespace iotdm::esp8266 {

bool UdpPort::open(uint16_t port) {
  close();
  pcb_ = udp_new();
  if (pcb_ == nullptr) {
    return false;
  }
  udp_recv(pcb_, on_received, this);
  if (udp_bind(pcb_, IP_ADDR_ANY, port) != ERR_OK) {
    close();
    return false;
  }
  return true;
}

void UdpPort::close() {
  if (pcb_ != nullptr) {
    udp_remove(pcb_);
    pcb_ = nullptr;
  }
}

bool UdpPort::send(const void* packet, size_t size, uint32_t address, uint16_t port) {
  ip_addr_t to;
  ip_addr_set_ip4_u32(&to, address);
  return send_to(packet, size, to, port);
}

bool UdpPort::send_to(const void* packet, size_t size, const ip_addr_t& address, uint16_t port) {
  pbuf* buffer = pbuf_alloc(PBUF_TRANSPORT, static_cast<uint16_t>(size), PBUF_RAM);
  if (buffer == nullptr) {
    return false;
  }
  const bool sent = pbuf_take(buffer, packet, static_cast<uint16_t>(size)) == ERR_OK &&
                    udp_sendto(pcb_, buffer, &address, port) == ERR_OK;
  pbuf_free(buffer);
  return sent;
}

void UdpPort::on_received(void* self, udp_pcb* /*pcb*/, pbuf* received, const ip_addr_t* from, uint16_t port) {
  auto& udp = *static_cast<UdpPort*>(self);
  std::array<uint8_t, kMaxPacket> packet;
  const bool fits = received->tot_len <= packet.size();
  const size_t size = fits ? pbuf_copy_partial(received, packet.data(), received->tot_len, 0) : 0;
  pbuf_free(received);
  const size_t answer = size > 0 ? udp.listener_.handle_packet(packet.data(), size) : 0;
  if (answer > 0) {
    udp.send_to(packet.data(), answer, *from, port);
  }
}

}  // namespace iotdm::esp8266
