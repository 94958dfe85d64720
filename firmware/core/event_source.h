#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "topic.h"

namespace iotdm {

// Another board whose events this one acts on: tells which of them are new and came in time.
class EventSource {
 public:
  EventSource() = default;
  explicit EventSource(std::string_view id) { id.copy(id_.data(), id_.size()); }

  std::string_view id() const { return {id_.data(), id_.size()}; }

  // False for an event that was here before, or is late. `session` is a hash; `t` is the board's uptime.
  bool accept(uint32_t session, uint32_t n, uint32_t t, uint32_t now_ms);

  // Keeps what is old from looking new when the clock has been round; call it at least once a week.
  void forget_old(uint32_t now_ms) {
    if (now_ms - fastest_ms_ > kForgottenMs) {
      fastest_ms_ = now_ms - kForgottenMs;
    }
  }

 private:
  // About 37 hours. Later, nothing is known of the other clock any more.
  static constexpr uint32_t kForgottenMs = 1U << 27;

  std::array<char, kIdLength> id_{};
  uint32_t session_ = 0;  // none yet
  uint32_t n_ = 0;
  // How far the board's uptime was behind when the fastest event came, and when that was.
  uint32_t behind_ms_ = 0;
  uint32_t fastest_ms_ = 0;
};

}  // namespace iotdm
