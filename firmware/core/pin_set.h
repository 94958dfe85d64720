#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "pin.h"
#include "pin_types.h"

namespace iotdm {

// All pins of the device: checks a new list, applies what changed, and reaches the running ones by key.
class PinSet {
 public:
  explicit PinSet(Gpio& gpio) : gpio_(gpio) {}

  // Reads and checks a configuration's `pins` without touching anything. An error refuses the whole list; a bad pin is
  // only kept out.
  Error plan(JsonText pins);

  // Keeps all planned pins out, for this reason: they are known, and nothing drives or reads them.
  void keep_out(Error reason);

  // Makes the planned list the running one. Pins that did not change are not touched.
  void apply(uint32_t now_ms);

  // Lets go of every GPIO without a pin. For the boot: levels survive a restart of the chip, so what an earlier
  // configuration drove may still be driven.
  void release_others();

  Error set(std::string_view key, JsonText value, uint32_t now_ms);

  // True when the state of a pin changed.
  bool tick(uint32_t now_ms);

  bool owns(uint8_t gpio) const;
  // True while a pin is configured for this GPIO, also one that is in error.
  bool knows(uint8_t gpio) const;

  // The members of a state's `pins`.
  void write_states(JsonWriter& json) const;
  // The items of a status's `errors`.
  void write_errors(JsonWriter& json) const;

 private:
  struct Slot {
    PinKey key;
    uint8_t type = kNoType;
    GpioList gpios;
    uint32_t hash = 0;  // of the configuration, whose options nobody needs any more
    Error error = Error::kNone;
    bool used = false;
    Pin* pin = nullptr;  // null while the pin is in error
    alignas(void*) std::array<unsigned char, kPinRoom> room;
  };

  struct Planned {
    PinConfig config;
    Error error = Error::kNone;
    Level level;
    bool kept = false;
  };

  Error plan_pin(JsonText text);
  bool is_planned(std::string_view key) const;
  Planned* find_planned(const PinKey& key);
  Slot* find(std::string_view key);
  Slot& free_slot();
  static Start first_level(const Planned& planned);
  void start(const Planned& planned, uint32_t now_ms);
  void release(uint32_t gpios);
  uint32_t owned_gpios() const;

  Gpio& gpio_;
  std::array<Slot, kMaxPins> slots_;
  std::array<Planned, kMaxPins> planned_;
  uint8_t planned_count_ = 0;
};

}  // namespace iotdm
