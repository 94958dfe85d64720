#include "pulsed_pin.h"

namespace iotdm {

void PulsedPin::start(const Start& start, uint32_t now_ms) {
  begin_as(start.level.on);
  begin(now_ms);
}

// A repeated wish must neither lengthen the pulses nor begin them anew: the gate would open twice.
void PulsedPin::turn(bool on, uint32_t now_ms) {
  if (on != this->on()) {
    become(on);
    begin(now_ms);
  }
}

bool PulsedPin::tick(uint32_t now_ms) {
  if (left_ != 0 && now_ms - since_ms_ >= (left_ % 2 != 0 ? on_ms_ : off_ms_)) {
    // Counted from now and not from when it was due: a loop that was late must not shorten what follows.
    since_ms_ = now_ms;
    --left_;
    if (left_ == 0) {
      left_ = again_;
      become(left_ != 0);
    }
    drive(left_ % 2 != 0);
  }
  return take_change();
}

void PulsedPin::begin(uint32_t now_ms) {
  left_ = on() ? phases_ : 0;
  since_ms_ = now_ms;
  drive(on());
  enable();
}

}  // namespace iotdm
