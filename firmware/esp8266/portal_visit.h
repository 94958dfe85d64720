#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "portal_connection.h"
#include "tcp_connection.h"

namespace iotdm::esp8266 {

// One browser's connection to the portal, on its way through lwIP.
class PortalVisit {
 public:
  explicit PortalVisit(Portal& portal) : connection_(portal) {}

  bool free() const { return tcp_.state() == TcpConnection::State::kClosed; }
  void begin(tcp_pcb* pcb, uint32_t now_ms);
  void loop(uint32_t now_ms);

 private:
  // As much as one packet.
  static constexpr size_t kPieceSize = 536;

  void receive(uint32_t now_ms);
  void answer(uint32_t now_ms);

  TcpConnection tcp_;
  PortalConnection connection_;
  std::array<char, kPieceSize> piece_;
  size_t size_ = 0;
  size_t sent_ = 0;
  uint32_t moved_ms_ = 0;  // when all that there was to write had been taken, or a part of it was
  std::optional<uint32_t> said_ms_;
};

}  // namespace iotdm::esp8266
