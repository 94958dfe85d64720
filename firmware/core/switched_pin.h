#pragma once

#include <utility>

#include "pin.h"

namespace iotdm {

// A pin whose state and whose set are true or false.
class SwitchedPin : public Pin {
 public:
  using Pin::Pin;

  Error set(JsonText value, uint32_t now_ms) final;
  void write_state(JsonWriter& json) const final;
  Level level() const override;

 protected:
  ~SwitchedPin() = default;

  bool on() const { return on_; }
  // What a pin starts with is no change.
  void begin_as(bool on) { on_ = on; }
  void become(bool on) {
    changed_ = changed_ || on != on_;
    on_ = on;
  }
  // True once after the state changed.
  bool take_change() { return std::exchange(changed_, false); }

 private:
  bool on_ = false;
  bool changed_ = false;
};

}  // namespace iotdm
