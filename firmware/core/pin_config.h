#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "errors.h"
#include "fixed_text.h"
#include "json_reader.h"

namespace iotdm {

constexpr uint8_t kMaxPins = 16;
constexpr uint8_t kMaxKey = 4;
constexpr uint8_t kMaxOptions = 6;
constexpr uint8_t kNoType = 0xFF;

using PinKey = FixedText<kMaxKey>;

struct KeyError {
  PinKey key;
  Error error = Error::kNone;
};

enum class OptionKind : uint8_t {
  kFlag,    // true or false, stored as 0 or 1
  kWord,    // one of `words`, stored as its index
  kNumber,  // stored in thousandths
  kWhole,   // a whole number
};

struct OptionSpec {
  const char* name;
  OptionKind kind;
  int32_t fallback;
  int32_t lowest;
  int32_t highest;
  const char* words;
};

constexpr OptionSpec flag_option(const char* name) { return {name, OptionKind::kFlag, 0, 0, 1, nullptr}; }

// The first word is the default.
constexpr OptionSpec word_option(const char* name, const char* words) {
  return {name, OptionKind::kWord, 0, 0, 0, words};
}

constexpr OptionSpec number_option(const char* name, int32_t fallback, int32_t lowest, int32_t highest) {
  return {name, OptionKind::kNumber, fallback, lowest, highest, nullptr};
}

constexpr OptionSpec whole_option(const char* name, int32_t fallback, int32_t lowest, int32_t highest) {
  return {name, OptionKind::kWhole, fallback, lowest, highest, nullptr};
}

// One pin as configured, with the defaults filled in. Two equal ones need no change of the hardware.
struct PinConfig {
  PinKey key;
  uint8_t type = kNoType;
  uint8_t gpio = 0;
  std::array<int32_t, kMaxOptions> options{};

  bool operator==(const PinConfig& other) const {
    return key == other.key && type == other.type && gpio == other.gpio && options == other.options;
  }
};

// Reads one pin object into `config`. kIgnoredOption means that the pin works without an option that is not known,
// kBadJson that the object cannot even be attributed to a key, any other error that the pin cannot be started.
Error read_pin(JsonText text, PinConfig& config);

}  // namespace iotdm
