#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "pin.h"

namespace iotdm {

// The room that one running pin has for its object.
constexpr size_t kPinRoom = 48 + 3 * sizeof(void*);

using PinTypeName = FixedText<16>;

// Pins of one bus may have the same GPIOs: all of them, in the same order.
enum Bus : uint8_t { kNoBus, kBusOneWire, kBusI2c };

// A row of the table, in flash.
struct PinType {
  TextInFlash<16> name;
  FlashValue<const OptionSpec*> options;
  FlashValue<uint32_t> option_count;
  FlashValue<uint32_t> groups;  // OptionGroup bits
  FlashValue<uint32_t> needs;   // Capability bits of each GPIO
  FlashValue<uint32_t> least_gpios;
  FlashValue<uint32_t> most_gpios;
  FlashValue<Error (*)(const PinConfig&)> check;  // what the rows above cannot say; may be null
  FlashValue<Pin* (*)(void* room, const PinConfig&, const GpioList&, Gpio&)> make;
  FlashValue<uint32_t> bus = {kNoBus};
  FlashValue<uint32_t> roles = {0};  // RuleRole bits
};

uint8_t pin_type_count();
const PinType& pin_type(uint8_t index);
// The index of the row with this name, or kNoType.
uint8_t find_pin_type(std::string_view name);
PinTypeName pin_type_name(uint8_t index);

}  // namespace iotdm
