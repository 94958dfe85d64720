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
  kRom,     // a probe's number; it takes two places, so it is the last one of its type
};

using Words = const FlashValue<uint32_t>*;

// One option of a pin type, in flash, and in as few words as it needs: there are sixty.
class OptionSpec {
 public:
  constexpr OptionSpec(const char* name, OptionKind kind, int32_t fallback, int32_t lowest, int32_t highest)
      : name_{name_hash(name)},
        kind_and_lowest_{static_cast<uint32_t>(kind) << kKindBit | (static_cast<uint32_t>(lowest) & kLowestBits)},
        highest_{highest},
        fallback_{fallback} {}
  // The first word is the default.
  constexpr OptionSpec(const char* name, Words words, int32_t last)
      : name_{name_hash(name)},
        kind_and_lowest_{static_cast<uint32_t>(OptionKind::kWord) << kKindBit},
        highest_{last},
        words_{words} {}

  uint32_t name() const { return name_; }  // its hash
  OptionKind kind() const { return static_cast<OptionKind>(kind_and_lowest_ >> kKindBit); }
  int32_t fallback() const { return kind() == OptionKind::kWord ? 0 : static_cast<int32_t>(fallback_); }
  // It may be negative.
  int32_t lowest() const {
    return static_cast<int32_t>(static_cast<uint32_t>(kind_and_lowest_) << (32 - kKindBit)) >> (32 - kKindBit);
  }
  int32_t highest() const { return highest_; }
  // The hash of a word, up to `highest`.
  uint32_t word(int32_t index) const { return words_[index]; }

 private:
  static constexpr uint8_t kKindBit = 28;
  static constexpr uint32_t kLowestBits = (1U << kKindBit) - 1;

  FlashValue<uint32_t> name_;
  FlashValue<uint32_t> kind_and_lowest_;
  FlashValue<int32_t> highest_;
  union {
    FlashValue<int32_t> fallback_;
    FlashValue<Words> words_;
  };
};

constexpr OptionSpec flag_option(const char* name) { return {name, OptionKind::kFlag, 0, 0, 1}; }

template <uint32_t kCount>
constexpr OptionSpec word_option(const char* name, const FlashValue<uint32_t> (&words)[kCount]) {
  return {name, words, kCount - 1};
}

constexpr OptionSpec number_option(const char* name, int32_t fallback, int32_t lowest, int32_t highest) {
  return {name, OptionKind::kNumber, fallback, lowest, highest};
}

constexpr OptionSpec whole_option(const char* name, int32_t fallback, int32_t lowest, int32_t highest) {
  return {name, OptionKind::kWhole, fallback, lowest, highest};
}

constexpr OptionSpec colour_option(const char* name, int32_t fallback) {
  return {name, OptionKind::kColour, fallback, 0, 0xFFFFFF};
}

constexpr OptionSpec rom_option(const char* name) { return {name, OptionKind::kRom, 0, 0, 0}; }

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
  uint32_t auto_off_ms;
  uint32_t min_on_ms;
  uint32_t min_off_ms;
  uint32_t failsafe_after_s;
  uint16_t dead_ms;
  uint8_t initial;
  uint8_t failsafe;
  uint8_t failsafe_on;
  uint8_t max_per_min;
  uint8_t group;
  uint8_t guard;

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
