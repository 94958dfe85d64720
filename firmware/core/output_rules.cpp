#include "output_rules.h"

namespace iotdm {

namespace {

// A minute in units of 256 ms, rounded up, and the one by which the moment of a switching is known too early.
constexpr uint8_t kMinuteUnits = 235 + 1;
// Longer than every time that is waited for, and far from the wrap of the clock.
constexpr uint32_t kLongAgoMs = 1U << 30;

uint8_t units(uint32_t now_ms) { return static_cast<uint8_t>(now_ms >> 8); }

}  // namespace

void OutputRules::begin(const CommonOptions& options, uint32_t now_ms) {
  *this = OutputRules{};
  options_ = options;
  switched_ms_ = now_ms;
  wanted_on_ms_ = now_ms;
}

void OutputRules::change(const CommonOptions& options, uint32_t now_ms) {
  options_ = options;
  wanted_on_ms_ = now_ms;
}

bool OutputRules::may_turn_off(uint32_t now_ms) const { return now_ms - switched_ms_ >= options_.min_on_ms; }

bool OutputRules::may_turn_on(uint32_t now_ms) const {
  const bool room = options_.max_per_min == 0 || turned_on_count_ < options_.max_per_min;
  return room && now_ms - switched_ms_ >= options_.min_off_ms;
}

void OutputRules::switched(bool on, uint32_t now_ms) {
  switched_ms_ = now_ms;
  if (!on) {
    return;
  }
  wanted_on_ms_ = now_ms;
  if (turned_on_count_ < options_.max_per_min) {
    turned_on_[turned_on_count_++] = units(now_ms);
  }
}

bool OutputRules::failsafe_due(const Absence& absence) {
  if (options_.failsafe == kFailsafeKeep) {
    return false;
  }
  const uint32_t away_ms = options_.failsafe_on == kFailsafeBroker ? absence.broker_ms : absence.manager_ms;
  const bool due = away_ms / 1000 >= options_.failsafe_after_s;
  failsafe_done_ = failsafe_done_ && due;
  return due && !failsafe_done_;
}

void OutputRules::forget_old(uint32_t now_ms) {
  if (now_ms - switched_ms_ > kLongAgoMs) {
    switched_ms_ = now_ms - kLongAgoMs;
  }
  uint8_t old = 0;
  while (old < turned_on_count_ && static_cast<uint8_t>(units(now_ms) - turned_on_[old]) >= kMinuteUnits) {
    ++old;
  }
  if (old == 0) {
    return;
  }
  turned_on_count_ = static_cast<uint8_t>(turned_on_count_ - old);
  for (uint8_t i = 0; i < turned_on_count_; ++i) {
    turned_on_[i] = turned_on_[i + old];
  }
}

}  // namespace iotdm
