#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "errors.h"
#include "fixed_text.h"
#include "json_reader.h"
#include "option_spec.h"

namespace iotdm {

constexpr uint8_t kMaxPins = 16;
constexpr uint8_t kMaxKey = 4;
constexpr uint8_t kMaxGpios = 5;
constexpr uint8_t kMaxOptions = 10;  // of a type's own
constexpr uint8_t kNoType = 0xFF;

using PinKey = FixedText<kMaxKey>;

struct KeyError {
  PinKey key;
  Error error = Error::kNone;
};

// The GPIOs of one pin, in the order that its type gives them a meaning.
struct GpioList {
  std::array<uint8_t, kMaxGpios> numbers;
  uint8_t count;

  bool operator==(const GpioList& other) const;
  uint32_t bits() const;
  bool add(uint8_t gpio);  // false when it is there already
};

// One pin as configured, with the defaults filled in.
struct PinConfig {
  PinKey key;
  uint8_t type;
  GpioList gpios;
  std::array<int32_t, kMaxOptions> options;  // in the order of the type's row
  CommonOptions common;

  // Two pins with the same one need no change of the hardware.
  uint32_t hash() const;
};

// Reads one pin object into `config`. kIgnoredOption means that the pin works without an option that is not known,
// kBadJson that the object cannot even be attributed to a key, any other error that the pin cannot be started.
Error read_pin(JsonText text, PinConfig& config);

}  // namespace iotdm
