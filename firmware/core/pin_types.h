#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "pin.h"

namespace iotdm {

// The room that one running pin has for its object.
constexpr size_t kPinRoom = 48 + 3 * sizeof(void*);

struct PinType {
  std::string_view name;
  const OptionSpec* options;  // in flash
  uint8_t option_count;
  uint8_t groups;  // OptionGroup bits
  uint8_t needs;   // Capability bits of each GPIO
  uint8_t least_gpios;
  uint8_t most_gpios;
  Error (*check)(const PinConfig&);  // what the rows above cannot say; may be null
  Pin* (*make)(void* room, const PinConfig&, const GpioList&, Gpio&);
};

uint8_t pin_type_count();
const PinType& pin_type(uint8_t index);
// The index of the row with this name, or kNoType.
uint8_t find_pin_type(std::string_view name);

}  // namespace iotdm
