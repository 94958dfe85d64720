#include "pin.h"

namespace iotdm {

Error Pin::set(JsonText /*value*/, uint32_t /*now_ms*/) { return Error::kPinNotCapable; }

void Pin::turn(bool /*on*/, uint32_t /*now_ms*/) {}

bool Pin::is_on() const { return level().on; }

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
