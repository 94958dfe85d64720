#include "pin_types.h"

namespace iotdm {

namespace {

// Sorted by name. A new pin type is one file and one line here (and its declaration in the header).
const PinType* const kPinTypes[] = {
    &kAnalogInput,
    &kDigitalInput,
    &kDigitalOutput,
    &kLight,
};

}  // namespace

uint8_t pin_type_count() { return sizeof(kPinTypes) / sizeof(kPinTypes[0]); }

const PinType& pin_type(uint8_t index) { return *kPinTypes[index]; }

uint8_t find_pin_type(std::string_view name) {
  for (uint8_t i = 0; i < pin_type_count(); ++i) {
    if (name == kPinTypes[i]->name) {
      return i;
    }
  }
  return kNoType;
}

}  // namespace iotdm
