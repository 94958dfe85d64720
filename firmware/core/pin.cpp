#include "pin.h"

#include <utility>

namespace iotdm {

const char kEventWords[] = "release click double triple press hold hold_release off on left right change";

Error Pin::set(JsonText /*value*/, uint32_t /*now_ms*/) { return Error::kPinNotCapable; }

void Pin::turn(bool /*on*/, uint32_t /*now_ms*/) {}

bool Pin::is_on() const { return level().on; }

uint8_t Pin::take_event() {
  const auto rest = static_cast<uint8_t>(events_ & (events_ - 1));
  return static_cast<uint8_t>(std::exchange(events_, rest) & ~rest);
}

void Pin::enable() {
  if (enabled_) {
    return;
  }
  enabled_ = true;
  for (uint8_t i = 0; i < gpios_.count; ++i) {
    gpio_.set_mode(gpios_.numbers[i], PinMode::kOutput);
  }
}

}  // namespace iotdm
