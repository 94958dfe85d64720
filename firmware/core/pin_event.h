#pragma once

#include <cstdint>
#include <string_view>

namespace iotdm {

// What happens at an input. Of several in the same tick, the lower bit happened first. An input that is no button has
// only the two levels, or the two ways.
enum PinEvent : uint8_t {
  kEventOff = 1 << 0,  // a button: released; an encoder: a detent to the left
  kEventClick = 1 << 1,
  kEventDouble = 1 << 2,
  kEventTriple = 1 << 3,
  kEventOn = 1 << 4,  // a button: pressed; an encoder: a detent to the right
  kEventHold = 1 << 5,
  kEventHoldRelease = 1 << 6,
};

// The words in `when` of a rule: those of a button in the order of the bits, of an input, of an encoder, and the one
// for both levels. A button tells a double and a triple one as a click with a count.
extern const char kEventWords[];
constexpr uint8_t kButtonWords = 7;

constexpr uint8_t kMostClicks = 3;

// One event of a running pin.
struct Happened {
  std::string_view key;
  bool button;
  uint8_t event;  // one bit
};

// What local rules may do with pins of a type.
enum RuleRole : uint8_t {
  kTellsButton = 1 << 0,  // it has all events
  kTellsLevel = 1 << 1,   // it has the two levels
  kTakesOn = 1 << 2,      // as a set of true
  kTakesOff = 1 << 3,     // and of false
  kTakesMove = 1 << 4,    // as a cover
  kTakesBrightness = 1 << 5,
  kTakesSpeed = 1 << 6,
  kTellsTurns = 1 << 7,  // it has the two ways
};

}  // namespace iotdm
