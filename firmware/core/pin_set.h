#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

#include "kept_levels.h"
#include "output_rules.h"
#include "pin.h"
#include "pin_types.h"

namespace iotdm {

// All pins of the device: checks a new list, applies what changed, and reaches the running ones by key.
class PinSet {
 public:
  static constexpr uint8_t kNoPin = kMaxPins;

  explicit PinSet(Gpio& gpio) : gpio_(gpio) {}

  // Reads and checks a configuration's `pins` without touching anything. An error refuses the whole list; a bad pin is
  // only kept out.
  Error plan(JsonText pins);

  // Keeps all planned pins out, for this reason: they are known, and nothing drives or reads them.
  void keep_out(Error reason);

  // Makes the planned list the running one. Pins that did not change are not touched; one that did keeps its level.
  void apply(uint32_t now_ms);
  // The same at boot, when levels may have been kept.
  void apply(KeptLevels& kept, uint32_t now_ms);

  // Lets go of every GPIO without a pin. For the boot: levels survive a restart of the chip, so what an earlier
  // configuration drove may still be driven.
  void release_others();

  // `timed`: the set says until when it may act.
  Error set(std::string_view key, JsonText value, bool timed, uint32_t now_ms);
  Error set(uint8_t index, JsonText value, uint32_t now_ms) { return set(slots_[index], value, true, now_ms); }

  // True when the state of a pin changed.
  bool tick(const Absence& absence, uint32_t now_ms);
  // True when the errors of running pins changed since the last call.
  bool take_errors_changed() { return std::exchange(errors_changed_, false); }

  // What happened in the last tick, the first one first.
  bool has_events() const { return told_; }
  bool take_event(Happened& what);
  // The index of the pin with this key, until another list is applied; or kNoPin.
  uint8_t index_of(std::string_view key);
  // RuleRole bits; all of them when nobody knows its type.
  uint32_t roles(uint8_t index) const;
  bool guarded(uint8_t index) const;
  // One that waits to go on counts as on.
  Level level(uint8_t index) const;
  // Has it take its next step.
  void turn(uint8_t index, uint32_t now_ms);

  enum class Levels : uint8_t {
    kAll,
    kWanted,    // those that are wanted back after a power cut
    kSwitched,  // of these, those that do not change all the time
  };

  // Writes the level of the pin at `index`, below kMaxPins, and what the pin is called in KeptLevels. False when it has
  // none of these.
  bool write_level(uint8_t index, Levels which, uint32_t& pin, Level& level) const;

  // With `except`, not when the pins there share it as this bus.
  bool owns(uint8_t gpio, Bus except = kNoBus) const;
  // True while a pin is configured for this GPIO, also one that is in error.
  bool knows(uint8_t gpio) const;

  // The members of a state's `pins`.
  void write_states(JsonWriter& json) const;
  // The items of a status's `errors`.
  void write_errors(JsonWriter& json) const;

 private:
  struct Slot {
    PinKey key;
    uint8_t type;
    GpioList gpios;
    uint32_t hash;  // of the configuration, whose options nobody needs any more
    Error error;    // of the configuration
    Error failed;   // of the running pin, as far as it was taken in
    bool used = false;
    bool restores;
    Pin* pin = nullptr;  // null while the pin is in error
    OutputRules rules;
    alignas(void*) std::array<unsigned char, kPinRoom> room;
  };

  struct Planned {
    PinConfig config;
    Error error;
    Level level;
    bool kept;   // nothing of it changed
    Slot* heir;  // the slot of a pin with the same key and type, whose place and rules it takes
    bool moved;  // to other GPIOs
  };

  Error plan_pin(JsonText text);
  static bool share_bus(const PinConfig& pin, const PinConfig& other);
  bool is_planned(std::string_view key) const;
  Planned* find_planned(const PinKey& key);
  Slot* find(std::string_view key);
  Error set(Slot& slot, JsonText value, bool timed, uint32_t now_ms);
  Slot& free_slot();
  void stop_if_changed(Slot& slot, uint32_t now_ms);
  void apply(KeptLevels* kept, uint32_t now_ms);
  void start(const Planned& planned, KeptLevels* kept, uint32_t now_ms);
  void release(uint32_t gpios);
  uint32_t owned_gpios() const;

  // pin_set_outputs.cpp: what holds for outputs of every type
  void begin_output(Slot& slot, const Planned& planned, KeptLevels* kept, uint32_t now_ms);
  Error clear_way(const Slot& slot, uint32_t now_ms);
  static uint32_t kept_as(const Slot& slot);
  static bool excludes(const Slot& slot, const Slot& other);
  bool another_comes_first(const Slot& slot) const;
  bool way_is_clear(const Slot& slot, uint32_t now_ms) const;
  void turn(Slot& slot, bool on, uint32_t now_ms);
  void note(Slot& slot, bool was_on, uint32_t now_ms);
  void follow_rules(Slot& slot, const Absence& absence, uint32_t now_ms);
  void go_where_it_is_safe(Slot& slot, uint32_t now_ms);

  static constexpr uint8_t kGroups = 8;

  Gpio& gpio_;
  uint8_t planned_count_ = 0;
  bool told_ = false;     // a pin has events
  bool enabled_ = false;  // an output was set for the first time
  bool errors_changed_ = false;
  std::array<Slot, kMaxPins> slots_;
  std::array<Planned, kMaxPins> planned_;
  // When the last output of each group went off.
  std::array<uint32_t, kGroups + 1> group_off_ms_{};
};

}  // namespace iotdm
