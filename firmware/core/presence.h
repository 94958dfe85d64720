#pragma once

#include <cstdint>

#include "output_rules.h"

namespace iotdm {

// Since when nobody has been there who could command this device.
class Presence {
 public:
  void begin(uint32_t now_ms) {
    broker_lost_ms_ = now_ms;
    manager_heard_ms_ = now_ms;
  }

  void broker_reached() { broker_there_ = true; }
  void broker_lost(uint32_t now_ms) {
    broker_lost_ms_ = broker_there_ ? now_ms : broker_lost_ms_;
    broker_there_ = false;
  }
  void manager_heard(uint32_t now_ms) { manager_heard_ms_ = now_ms; }

  // True when neither the broker nor a manager could carry out anything.
  bool offline(uint32_t now_ms) { return !broker_there_ || since(manager_heard_ms_, now_ms) >= kManagerAwayMs; }

  Absence absence(uint32_t now_ms) {
    return {broker_there_ ? 0 : since(broker_lost_ms_, now_ms), since(manager_heard_ms_, now_ms)};
  }

 private:
  static constexpr uint32_t kManagerAwayMs = 100000;
  // Longer than every time that counts, and far from the wrap of the clock.
  static constexpr uint32_t kLongAgoMs = 1U << 30;

  static uint32_t since(uint32_t& then_ms, uint32_t now_ms) {
    if (now_ms - then_ms > kLongAgoMs) {
      then_ms = now_ms - kLongAgoMs;
    }
    return now_ms - then_ms;
  }

  bool broker_there_ = false;
  uint32_t broker_lost_ms_ = 0;
  uint32_t manager_heard_ms_ = 0;
};

}  // namespace iotdm
