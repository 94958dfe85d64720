#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "captive_dns.h"
#include "flash_text.h"
#include "portal.h"
#include "portal_visit.h"

struct tcp_pcb;

namespace iotdm::esp8266 {

// The portal in the board's own network. It only exists while that is open, because a board with a broker needs its 3
// KB of memory for other things.
class PortalServer {
 public:
  // `id` must outlive it, and so must the others.
  PortalServer(std::string_view id, Provisioner& provisioner, NetworksInRange& networks);
  ~PortalServer();
  PortalServer(const PortalServer&) = delete;
  PortalServer& operator=(const PortalServer&) = delete;

  void loop(uint32_t now_ms);

 private:
  static constexpr uint8_t kVisits = 3;

  static err_t on_accepted(void* self, tcp_pcb* pcb, err_t error);

  void listen();

  FlashText page_;
  Portal portal_;
  CaptiveDns dns_;
  bool dns_open_ = false;
  tcp_pcb* listener_ = nullptr;
  std::array<PortalVisit, kVisits> visits_;
  uint32_t now_ms_ = 0;
};

}  // namespace iotdm::esp8266
