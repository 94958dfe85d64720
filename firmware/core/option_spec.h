#pragma once

#include <cstdint>

#include "in_flash.h"
#include "name_hash.h"

namespace iotdm {

enum class OptionKind : uint32_t {
  kFlag,    // true or false, stored as 0 or 1
  kWord,    // one of `words`, stored as its index
  kNumber,  // stored in thousandths
  kWhole,   // a whole number
  kColour,  // "rrggbb", stored as one number
};

// One option of a pin type, in flash.
struct OptionSpec {
  FlashValue<uint32_t> name;  // its hash
  FlashValue<OptionKind> kind;
  FlashValue<int32_t> fallback;
  FlashValue<int32_t> lowest;
  FlashValue<int32_t> highest;
  FlashValue<const FlashValue<uint32_t>*> words;  // their hashes, in flash; `highest` is the index of the last one
};

constexpr OptionSpec flag_option(const char* name) {
  return {{name_hash(name)}, {OptionKind::kFlag}, {0}, {0}, {1}, {nullptr}};
}

// The first word is the default.
template <uint32_t kCount>
constexpr OptionSpec word_option(const char* name, const FlashValue<uint32_t> (&words)[kCount]) {
  return {{name_hash(name)}, {OptionKind::kWord}, {0}, {0}, {kCount - 1}, {words}};
}

constexpr OptionSpec number_option(const char* name, int32_t fallback, int32_t lowest, int32_t highest) {
  return {{name_hash(name)}, {OptionKind::kNumber}, {fallback}, {lowest}, {highest}, {nullptr}};
}

constexpr OptionSpec whole_option(const char* name, int32_t fallback, int32_t lowest, int32_t highest) {
  return {{name_hash(name)}, {OptionKind::kWhole}, {fallback}, {lowest}, {highest}, {nullptr}};
}

constexpr OptionSpec colour_option(const char* name, int32_t fallback) {
  return {{name_hash(name)}, {OptionKind::kColour}, {fallback}, {0}, {0xFFFFFF}, {nullptr}};
}

// Options that several types have in common, in groups. A type's row names its groups as bits.
enum OptionGroup : uint8_t {
  kGroupGuard = 1 << 0,
  kGroupInitial = 1 << 1,
  kGroupPower = 1 << 2,
  kGroupRelay = 1 << 3,
};

// In the order of their groups.
enum class CommonOption : uint8_t {
  kGuard,
  kInitial,
  kAutoOff,
  kFailsafe,
  kFailsafeAfter,
  kFailsafeOn,
  kMinOn,
  kMinOff,
  kMaxPerMin,
  kGroup,
  kDeadMs,
  kCount,
};

// The words of the options above, as they are stored.
enum Initial : uint8_t { kInitialOff, kInitialOn, kInitialRestore, kInitialInverse, kInitialNone };
enum Failsafe : uint8_t { kFailsafeKeep, kFailsafeOff, kFailsafeToOn };
enum FailsafeOn : uint8_t { kFailsafeBroker, kFailsafeManager };

// The values of all common options; those of a group that a type does not take part in are at their default.
struct CommonOptions {
  uint32_t auto_off_ms = 0;
  uint32_t min_on_ms = 0;
  uint32_t min_off_ms = 0;
  uint32_t failsafe_after_s = 300;
  uint16_t dead_ms = 500;
  uint8_t initial = kInitialOff;
  uint8_t failsafe = kFailsafeKeep;
  uint8_t failsafe_on = kFailsafeBroker;
  uint8_t max_per_min = 0;
  uint8_t group = 0;
  uint8_t guard = 0;

  void set(CommonOption option, int32_t value);
};

constexpr uint8_t kOptionGroups = 4;

// Group `index`, whose bit is 1 << index, has the options from its begin to the next one's.
constexpr CommonOption group_begin(uint8_t index) {
  constexpr CommonOption kBegins[kOptionGroups + 1] = {
      CommonOption::kGuard, CommonOption::kInitial, CommonOption::kAutoOff, CommonOption::kMinOn, CommonOption::kCount};
  return kBegins[index];
}

// All common options in their order; in flash.
extern const OptionSpec kCommonOptions[];

}  // namespace iotdm
