#pragma once

#include <cstdint>

#include "dice.h"

namespace iotdm {

// Decides when to connect: at once at first, then with doubled, jittered pauses, so that a thousand devices do not
// come back in lock-step when their broker does.
class Reconnect {
 public:
  explicit Reconnect(Dice& dice) : dice_(dice) {}

  // True when it is time to start connecting; counts as started.
  bool due(uint32_t now_ms);
  bool waiting() const { return state_ == State::kWaiting; }
  bool trying() const { return state_ == State::kTrying; }
  // True when an attempt has had no answer for too long.
  bool stuck(uint32_t now_ms) const;
  void connected(uint32_t now_ms);
  // Plans the next attempt.
  void lost(uint32_t now_ms);
  // Forgets all failures; the next attempt is due at once.
  void start_over();
  void pause(uint32_t now_ms, uint32_t pause_ms);

 private:
  enum class State : uint8_t { kWaiting, kTrying, kConnected };

  Dice& dice_;
  State state_ = State::kWaiting;
  bool first_ = true;
  uint8_t failures_ = 0;
  uint32_t since_ms_ = 0;
  uint32_t pause_ms_ = 0;
};

}  // namespace iotdm
