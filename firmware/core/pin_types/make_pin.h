#pragma once

#include <new>

#include "../in_flash.h"
#include "../pin_types.h"

namespace iotdm {

// Builds a pin in the room that its slot provides: placement, so nothing is allocated.
template <class T>
Pin* make_pin(void* room, const PinConfig& config, const GpioList& gpios, Gpio& gpio) {
  static_assert(sizeof(T) <= kPinRoom, "this pin type needs more room than a slot has");
  return new (room) T(config, gpios, gpio);
}

template <size_t kCount>
constexpr uint8_t count_of(const OptionSpec (& /*options*/)[kCount]) {
  return kCount;
}

}  // namespace iotdm
