#pragma once

#include <array>
#include <cstdint>

#include "pin_config.h"

namespace iotdm {

// How long nobody has been there who could command an output; 0 while somebody is.
struct Absence {
  uint32_t broker_ms = 0;
  uint32_t manager_ms = 0;
};

// What holds for one output whatever its type: its timers, its limits, and where it goes when nobody is there. It knows
// when the output was switched; that others of its group are off is the PinSet's business.
class OutputRules {
 public:
  // The output counts as just switched off: after a power cut nobody knows for how long it was.
  void begin(const CommonOptions& options, uint32_t now_ms);
  // Other options for the same output: what was switched, and how often, still counts. auto_off counts anew.
  void change(const CommonOptions& options, uint32_t now_ms);

  bool guarded() const { return options_.guard != 0; }
  uint8_t group() const { return options_.group; }

  // False within min_on.
  bool may_turn_off(uint32_t now_ms) const;
  // False within min_off, or after too many times within a minute.
  bool may_turn_on(uint32_t now_ms) const;
  uint16_t dead_ms() const { return options_.dead_ms; }

  // Takes in that the output was switched to the other level.
  void switched(bool on, uint32_t now_ms);
  // Takes in that somebody wants it on: auto_off counts anew.
  void wanted_on(uint32_t now_ms) { wanted_on_ms_ = now_ms; }

  // It waits to be turned on as soon as it may.
  bool waits() const { return waits_; }
  void wait(bool waits) { waits_ = waits; }

  // True when its time is over.
  bool auto_off_due(uint32_t now_ms) const {
    return options_.auto_off_ms != 0 && now_ms - wanted_on_ms_ >= options_.auto_off_ms;
  }
  // True when nobody has been there for so long that the output goes to `failsafe_on()`; once per absence, as soon as
  // failsafe_done() was called.
  bool failsafe_due(const Absence& absence);
  bool failsafe_on() const { return options_.failsafe == kFailsafeToOn; }
  void failsafe_done() { failsafe_done_ = true; }

  // True when there is nothing that could happen by itself: the usual case, and a quick answer.
  bool idle() const { return options_.auto_off_ms == 0 && options_.failsafe == kFailsafeKeep && !waits_; }
  // Forgets what is long ago: a switching after a minute, and everything before the clock wraps. Call it at least every
  // three seconds.
  void forget_old(uint32_t now_ms);

 private:
  static constexpr uint8_t kMostPerMinute = 10;

  CommonOptions options_;
  uint32_t switched_ms_;
  uint32_t wanted_on_ms_;
  // When it was turned on, the oldest first, in units of 256 ms that wrap after 65 s.
  std::array<uint8_t, kMostPerMinute> turned_on_;
  uint8_t turned_on_count_;
  bool failsafe_done_;
  bool waits_;
};

}  // namespace iotdm
