#pragma once

#include <lwip/ip_addr.h>

#include <cstddef>
#include <cstdint>

struct pbuf;
struct udp_pcb;

namespace iotdm::esp8266 {

// Sends and receives single packets by UDP.
class UdpPort {
 public:
  // Gets each packet as it arrives; what it returns, in the same place, is sent back to where the packet came from.
  class Listener {
   public:
    // `packet` has room for kMaxPacket bytes.
    virtual size_t handle_packet(uint8_t* packet, size_t size) = 0;

   protected:
    ~Listener() = default;
  };
  static constexpr size_t kMaxPacket = 512;

  explicit UdpPort(Listener& listener) : listener_(listener) {}
  UdpPort(const UdpPort&) = delete;
  UdpPort& operator=(const UdpPort&) = delete;
  ~UdpPort() { close(); }

  // Port 0 takes any. False when there is no memory, or the port is in use.
  bool open(uint16_t port);
  void close();
  bool send(const void* packet, size_t size, uint32_t address, uint16_t port);

 private:
  static void on_received(void* self, udp_pcb* pcb, pbuf* received, const ip_addr_t* from, uint16_t port);

  bool send_to(const void* packet, size_t size, const ip_addr_t& address, uint16_t port);

  Listener& listener_;
  udp_pcb* pcb_ = nullptr;
};

}  // namespace iotdm::esp8266
