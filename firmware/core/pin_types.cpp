#include "pin_types.h"

// All pin types, sorted by name. A new one is one file in pin_types/ and one line here.
#define IOTDM_PIN_TYPES(TYPE) \
  TYPE(kAnalogInput)          \
  TYPE(kBh1750)               \
  TYPE(kBme280)               \
  TYPE(kButton)               \
  TYPE(kCounter)              \
  TYPE(kCover)                \
  TYPE(kDht)                  \
  TYPE(kDigitalInput)         \
  TYPE(kDigitalOutput)        \
  TYPE(kDs18b20)              \
  TYPE(kEncoder)              \
  TYPE(kFan)                  \
  TYPE(kLight)                \
  TYPE(kPixels)               \
  TYPE(kPulse)                \
  TYPE(kServo)                \
  TYPE(kSht3x)                \
  TYPE(kTone)

namespace iotdm {

#define IOTDM_DECLARE(type) extern const PinType type;
IOTDM_PIN_TYPES(IOTDM_DECLARE)

namespace {

#define IOTDM_ROW(type) &type,
const PinType* const kPinTypes[] = {IOTDM_PIN_TYPES(IOTDM_ROW)};

}  // namespace

uint8_t pin_type_count() { return sizeof(kPinTypes) / sizeof(kPinTypes[0]); }

const PinType& pin_type(uint8_t index) { return *kPinTypes[index]; }

uint8_t find_pin_type(std::string_view name) {
  const uint32_t hash = name_hash(name);
  for (uint8_t i = 0; i < pin_type_count(); ++i) {
    if (pin_type(i).name.hash() == hash) {
      return i;
    }
  }
  return kNoType;
}

PinTypeName pin_type_name(uint8_t index) {
  PinTypeName name;
  for (uint32_t i = 0; pin_type(index).name.at(i) != '\0'; ++i) {
    name.append(pin_type(index).name.at(i));
  }
  return name;
}

}  // namespace iotdm
