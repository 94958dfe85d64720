#include "pin_set.h"

#include "gpio_table.h"

namespace iotdm {

namespace {

// An option that was ignored leaves the pin running; every other error keeps it out.
bool can_run(Error error) { return error == Error::kNone || error == Error::kIgnoredOption; }

}  // namespace

Error PinSet::plan(JsonText pins) {
  planned_count_ = 0;
  if (!pins.is_array()) {
    return Error::kBadJson;
  }
  JsonWalker walker(pins);
  while (walker.next()) {
    const Error error = plan_pin(walker.value());
    if (error != Error::kNone) {
      return error;
    }
  }
  return walker.complete() ? Error::kNone : Error::kBadJson;
}

Error PinSet::plan_pin(JsonText text) {
  if (planned_count_ == kMaxPins) {
    return Error::kTooBig;
  }
  Planned& planned = planned_[planned_count_];
  planned = Planned{};
  planned.error = read_pin(text, planned.config);
  if (planned.error == Error::kBadJson) {
    return planned.error;
  }
  for (uint8_t i = 0; i < planned_count_; ++i) {
    const Planned& earlier = planned_[i];
    if (earlier.config.key == planned.config.key) {
      return Error::kBadJson;
    }
    if (can_run(planned.error) && can_run(earlier.error) &&
        (earlier.config.gpios.bits() & planned.config.gpios.bits()) != 0 &&
        !share_bus(earlier.config, planned.config)) {
      planned.error = Error::kPinInUse;
    }
  }
  ++planned_count_;
  return Error::kNone;
}

bool PinSet::share_bus(const PinConfig& pin, const PinConfig& other) {
  const uint32_t bus = pin_type(pin.type).bus;
  return bus != kNoBus && bus == pin_type(other.type).bus && pin.gpios == other.gpios;
}

void PinSet::keep_out(Error reason) {
  for (uint8_t i = 0; i < planned_count_; ++i) {
    planned_[i].error = reason;
  }
}

void PinSet::apply(uint32_t now_ms) { apply(nullptr, now_ms); }

void PinSet::apply(KeptLevels& kept, uint32_t now_ms) { apply(&kept, now_ms); }

void PinSet::apply(KeptLevels* kept, uint32_t now_ms) {
  const uint32_t owned_before = owned_gpios();
  for (Slot& slot : slots_) {
    if (slot.used) {
      stop_if_changed(slot, now_ms);
    }
  }
  if (kept != nullptr) {
    group_off_ms_.fill(now_ms);
  }
  for (uint8_t i = 0; i < planned_count_; ++i) {
    const Planned& planned = planned_[i];
    if (planned.kept) {
      continue;
    }
    if (planned.heir == nullptr && planned.config.common.initial == kInitialNone) {
      // It drives nothing yet, so what its GPIO did for another pin must end.
      release(owned_before & planned.config.gpios.bits());
    }
    start(planned, kept, now_ms);
  }
  planned_count_ = 0;
  // Only now, so that an output whose pin merely changed never floats in between.
  release(owned_before & ~owned_gpios());
}

void PinSet::stop_if_changed(Slot& slot, uint32_t now_ms) {
  Planned* planned = find_planned(slot.key);
  if (planned != nullptr && planned->error == slot.error && planned->config.hash() == slot.hash) {
    planned->kept = true;
    return;
  }
  const bool goes_on = planned != nullptr && slot.pin != nullptr && planned->config.type == slot.type;
  if (slot.pin != nullptr && (pin_type(slot.type).needs & kCanInterrupt) != 0) {
    // An interrupt would write to an object that is gone, or go on with what nobody reads.
    for (uint8_t i = 0; i < slot.gpios.count; ++i) {
      gpio_.unwatch(slot.gpios.numbers[i]);
    }
  }
  if (goes_on) {
    planned->heir = &slot;
    planned->level = slot.pin->enabled() ? slot.pin->level() : Level{};
  }
  const bool stays = goes_on && planned->config.gpios.bits() == slot.gpios.bits();
  if (slot.pin != nullptr && slot.rules.group() != 0 && !stays) {
    // Off first, so that its group can count on it.
    turn(slot, false, now_ms);
  }
  if (goes_on) {
    planned->moved = slot.rules.group() != 0 && !stays;
  }
  slot.used = goes_on;
  slot.pin = nullptr;
}

void PinSet::release_others() { release(~owned_gpios()); }

void PinSet::release(uint32_t gpios) {
  for (uint8_t gpio = 0; gpio < kGpioAnalog; ++gpio) {
    if ((gpios & (1U << gpio)) != 0 && !is_flash_gpio(gpio)) {
      gpio_.set_mode(gpio, PinMode::kInput);
    }
  }
}

void PinSet::start(const Planned& planned, KeptLevels* kept, uint32_t now_ms) {
  Slot& slot = planned.heir != nullptr ? *planned.heir : free_slot();
  slot.used = true;
  slot.key = planned.config.key;
  slot.type = planned.config.type;
  slot.gpios = planned.config.gpios;
  slot.hash = planned.config.hash();
  slot.error = planned.error;
  slot.failed = Error::kNone;
  slot.restores = false;
  slot.pin = nullptr;
  if (can_run(slot.error)) {
    Pin* (*const make)(void*, const PinConfig&, const GpioList&, Gpio&) = pin_type(slot.type).make;
    slot.pin = make(slot.room.data(), planned.config, slot.gpios, gpio_);
    begin_output(slot, planned, kept, now_ms);
  }
}

bool PinSet::owns(uint8_t gpio, Bus except) const {
  for (const Slot& slot : slots_) {
    if (slot.pin != nullptr && (slot.gpios.bits() & (1U << gpio)) != 0 &&
        (except == kNoBus || pin_type(slot.type).bus != except)) {
      return true;
    }
  }
  return false;
}

bool PinSet::take_event(Happened& what) {
  for (Slot& slot : slots_) {
    if (slot.pin != nullptr && slot.pin->has_events()) {
      what = {slot.key.view(), (pin_type(slot.type).roles & kTellsButton) != 0, slot.pin->take_event()};
      return true;
    }
  }
  told_ = false;
  return false;
}

uint8_t PinSet::index_of(std::string_view key) {
  const Slot* slot = find(key);
  return slot == nullptr ? kNoPin : static_cast<uint8_t>(slot - slots_.data());
}

uint32_t PinSet::roles(uint8_t index) const {
  const uint8_t type = slots_[index].type;
  return type == kNoType ? ~0U : pin_type(type).roles;
}

bool PinSet::guarded(uint8_t index) const { return slots_[index].pin != nullptr && slots_[index].rules.guarded(); }

Level PinSet::level(uint8_t index) const {
  const Slot& slot = slots_[index];
  Level level;
  if (slot.pin != nullptr) {
    level = slot.pin->level();
    level.on = level.on || slot.rules.waits();
  }
  return level;
}

void PinSet::turn(uint8_t index, uint32_t now_ms) {
  if (slots_[index].pin != nullptr) {
    slots_[index].pin->turn(true, now_ms);
  }
}

bool PinSet::knows(uint8_t gpio) const {
  for (const Slot& slot : slots_) {
    if (slot.used && (slot.gpios.bits() & (1U << gpio)) != 0) {
      return true;
    }
  }
  return false;
}

void PinSet::write_states(JsonWriter& json) const {
  for (const Slot& slot : slots_) {
    if (!slot.used) {
      continue;
    }
    json.key(slot.key.view());
    if (slot.pin == nullptr || slot.pin->error() != Error::kNone) {
      json.null();
    } else {
      slot.pin->write_state(json);
    }
  }
}

// There is always room: at most two for each pin, 1,312 bytes for all with the longest keys and words.
void PinSet::write_errors(JsonWriter& json) const {
  for (const Slot& slot : slots_) {
    const Error errors[] = {slot.error, slot.pin == nullptr ? Error::kNone : slot.pin->error()};
    for (const Error error : errors) {
      if (slot.used && error != Error::kNone) {
        write_error(json, slot.key.view(), error);
      }
    }
  }
}

PinSet::Planned* PinSet::find_planned(const PinKey& key) {
  for (uint8_t i = 0; i < planned_count_; ++i) {
    if (planned_[i].config.key == key) {
      return &planned_[i];
    }
  }
  return nullptr;
}

PinSet::Slot* PinSet::find(std::string_view key) {
  for (Slot& slot : slots_) {
    if (slot.used && slot.key.view() == key) {
      return &slot;
    }
  }
  return nullptr;
}

// There is always one: there are as many slots as planned pins.
PinSet::Slot& PinSet::free_slot() {
  for (Slot& slot : slots_) {
    if (!slot.used) {
      return slot;
    }
  }
  return slots_.front();
}

uint32_t PinSet::owned_gpios() const {
  uint32_t owned = 0;
  for (const Slot& slot : slots_) {
    if (slot.pin != nullptr) {
      owned |= slot.gpios.bits();
    }
  }
  return owned;
}

}  // namespace iotdm
