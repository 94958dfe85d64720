#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "pin.h"

namespace iotdm {

// The room that one running pin has for its object.
constexpr size_t kPinRoom = 24 + 3 * sizeof(void*);

struct PinType {
  const char* name;
  const OptionSpec* options;
  uint8_t option_count;
  uint8_t needs;                    // Capability bits
  bool (*check)(const PinConfig&);  // what the rows above cannot say; may be null
  Pin* (*make)(void* room, const PinConfig&, Gpio&);
};

// The rows, one per file in pin_types/.
extern const PinType kAnalogInput;
extern const PinType kDigitalInput;
extern const PinType kDigitalOutput;
extern const PinType kLight;

uint8_t pin_type_count();
const PinType& pin_type(uint8_t index);
// The index of the row with this name, or kNoType.
uint8_t find_pin_type(std::string_view name);

}  // namespace iotdm
