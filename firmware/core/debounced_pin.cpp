#include "debounced_pin.h"

namespace iotdm {

void DebouncedPin::start(const Start& /*start*/, uint32_t now_ms) {
  gpio_.set_mode(number(), pull_mode(pull_));
  on_ = read();
  candidate_ = on_;
  since_ms_ = now_ms;
}

bool DebouncedPin::debounce(uint32_t now_ms) {
  const bool level = read();
  if (level != candidate_) {
    candidate_ = level;
    since_ms_ = now_ms;
  }
  if ((settled_ && candidate_ == on_) || now_ms - since_ms_ < debounce_ms_) {
    return false;
  }
  settled_ = true;
  const bool changed = candidate_ != on_;
  on_ = candidate_;
  return changed;
}

}  // namespace iotdm
