#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "event_source.h"
#include "pin_set.h"

namespace iotdm {

// What the device does by itself when something happens at one of its inputs, or at a button of another board. The
// rules belong to the configuration; what they do goes the way of a set.
class Rules {
 public:
  static constexpr uint8_t kMost = 16;
  static constexpr uint8_t kMostSources = 4;

  Rules(PinSet& pins, std::string_view own_id) : pins_(pins), own_id_(own_id) {}

  // Looks only at whether this is a list that can be a configuration's; a bad rule in it is no mistake of the list.
  static Error check(JsonText rules);
  // Makes these the rules, for the pins that run now. What was heard of other boards is kept.
  void apply(JsonText rules);

  // `offline`: nobody is there who could carry out anything.
  void happened(const Happened& what, bool offline, uint32_t now_ms);
  // The same for the event of another board.
  void heard(std::string_view id, JsonText event, bool offline, uint32_t now_ms);
  // Goes on with what takes time.
  void tick(uint32_t now_ms) {
    for (EventSource& source : sources_) {
      source.forget_old(now_ms);
    }
    if (dimming_ != 0 && now_ms - stepped_ms_ >= kStepMs) {
      step(now_ms);
    }
  }

  // The items of a status's `errors`.
  void write_errors(JsonWriter& json) const;
  // The id of a board whose events are wanted; empty when there is none at this index, below kMostSources.
  std::string_view source(uint8_t index) const;

 private:
  static constexpr uint32_t kStepMs = 100;
  static constexpr uint8_t kOwnBoard = 0xFF;

  enum class Action : uint8_t { kOn, kOff, kToggle, kFollow, kBrighter, kDarker, kDim, kOpen, kClose, kStop };

  // Sixteen of them lie in RAM.
  struct Rule {
    uint32_t when;   // a packed key
    uint8_t events;  // PinEvent bits; none of a rule that is not carried out
    uint8_t source;  // kOwnBoard, or an index
    uint8_t pin;     // an index
    Action action : 4;
    uint8_t offline : 1;   // only then
    uint8_t brighter : 1;  // the last way of a dim
    uint8_t unknown : 1;   // why it is not carried out: it names a pin that is not there
  };

  void read(JsonText rules, bool gives_places);
  Error read_rule(JsonText text, bool gives_places, Rule& rule);
  Error read_source(std::string_view id, bool gives_places, Rule& rule);
  uint8_t find_source(std::string_view id) const;
  void carry_out(uint8_t source, uint32_t key, uint8_t event, bool offline, uint32_t now_ms);
  void act(Rule& rule, uint8_t event, uint32_t now_ms);
  void step(uint32_t now_ms);
  bool dim(const Rule& rule, uint32_t now_ms);
  bool shift(const Rule& rule, int32_t steps, uint32_t now_ms);
  bool set(const Rule& rule, const JsonWriter& value, uint32_t now_ms);

  PinSet& pins_;
  const std::string_view own_id_;
  uint16_t dimming_ = 0;  // the rules that do, as bits
  uint8_t count_ = 0;
  uint8_t wanted_ = 0;  // the sources that rules name, as bits
  uint32_t stepped_ms_ = 0;
  std::array<EventSource, kMostSources> sources_;
  std::array<Rule, kMost> rules_;
};

}  // namespace iotdm
