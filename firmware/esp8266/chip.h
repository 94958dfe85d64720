#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "ports.h"
#include "topic.h"

namespace iotdm::esp8266 {

// The chip itself: who it is, how it is, and its restart.
class Chip final : public System {
 public:
  Chip();

  std::string_view id() const { return {id_.data(), id_.size()}; }
  ResetReason reset_reason() const;

  uint32_t random() override;
  Health health() override;
  std::string_view ip() override;
  void restart() override { restart_asked_ = true; }

  // Board ends the connection first.
  bool restart_asked() const { return restart_asked_; }

 private:
  std::array<char, kIdLength> id_;
  std::array<char, 16> ip_{};
  bool crashed_;  // in the run before
  bool restart_asked_ = false;
};

}  // namespace iotdm::esp8266
