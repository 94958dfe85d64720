#include <utility>

#include "pin_set.h"
#include "pin_types.h"

namespace iotdm {

namespace {

// What a set wants of an output: on or off, or neither.
std::optional<bool> wanted(JsonText value) {
  if (!value.is_object()) {
    return value.boolean();
  }
  JsonWalker walker(value);
  std::optional<bool> on;
  while (walker.next()) {
    if (walker.key() == "on") {
      on = walker.value().boolean();
    }
  }
  return on;
}

}  // namespace

uint32_t PinSet::kept_as(const Slot& slot) { return name_hash(slot.key.view()) * 31 + pin_type(slot.type).name.hash(); }

// A pin that merely changed goes on as it was, and so does one after a restart that the power survived.
void PinSet::begin_output(Slot& slot, const Planned& planned, KeptLevels* kept, uint32_t now_ms) {
  const CommonOptions& options = planned.config.common;
  slot.restores = options.initial == kInitialRestore || options.initial == kInitialInverse || slot.pin->restores();
  if (planned.heir != nullptr) {
    slot.rules.change(options, now_ms);
  } else {
    slot.rules.begin(options, now_ms);
  }
  Start start{planned.level};
  if (!start.level.known && kept != nullptr) {
    start.level = kept->before_restart(kept_as(slot));
    start.level.on = start.level.on && !slot.rules.guarded();
  }
  bool waits = slot.rules.waits();
  if (start.level.known) {
    // In its group it was turned off when it got other GPIOs.
    waits = waits || (start.level.on && planned.heir != nullptr && planned.moved);
  } else {
    start.driven = options.initial != kInitialNone;
    if (planned.heir == nullptr) {
      if (kept != nullptr && slot.restores) {
        start.level = kept->before_power_cut(kept_as(slot));
      }
      const bool inverse = start.level.known && options.initial == kInitialInverse;
      start.level.on = options.initial == kInitialOn || start.level.on != inverse;
      // While others are driven already, even the first one of a group waits.
      waits = start.level.on && (!slot.rules.may_turn_on(now_ms) || (options.group != 0 && kept == nullptr));
    }
  }
  const bool first = !another_comes_first(slot);
  slot.rules.wait(waits && first);
  start.level.on = start.level.on && !waits && first;
  slot.pin->start(start, now_ms);
  if (start.level.on && planned.heir == nullptr) {
    slot.rules.switched(true, now_ms);
  }
}

Error PinSet::set(std::string_view key, JsonText value, bool timed, uint32_t now_ms) {
  Slot* slot = find(key);
  return slot == nullptr ? Error::kUnknownPin : set(*slot, value, timed, now_ms);
}

Error PinSet::set(Slot& slot, JsonText value, bool timed, uint32_t now_ms) {
  if (slot.pin == nullptr) {
    return slot.error;
  }
  OutputRules& rules = slot.rules;
  if (rules.guarded() && !timed) {
    return Error::kExpired;
  }
  const auto on = wanted(value);
  // Only what is on or off and nothing else has a group, so a wish that waits is whole.
  if (rules.group() != 0 && !value.boolean()) {
    return Error::kBadValue;
  }
  const bool was_on = slot.pin->is_on();
  if (on && *on && !was_on) {
    const Error error = rules.may_turn_on(now_ms) ? clear_way(slot, now_ms) : Error::kRateLimited;
    if (error != Error::kNone) {
      return error;
    }
    if (!way_is_clear(slot, now_ms)) {
      rules.wait(true);
      return Error::kNone;
    }
  }
  if (on && !*on && was_on && !rules.may_turn_off(now_ms)) {
    return Error::kRateLimited;
  }
  const bool was_enabled = slot.pin->enabled();
  const Error error = slot.pin->set(value, now_ms);
  enabled_ = enabled_ || slot.pin->enabled() != was_enabled;
  if (error != Error::kNone || !on) {
    return error;
  }
  rules.wait(false);
  if (*on) {
    rules.wanted_on(now_ms);
  }
  note(slot, was_on, now_ms);
  return Error::kNone;
}

// Takes in that an output may have been switched.
void PinSet::note(Slot& slot, bool was_on, uint32_t now_ms) {
  if (slot.pin->is_on() != was_on) {
    slot.rules.switched(!was_on, now_ms);
    group_off_ms_[slot.rules.group()] = was_on ? now_ms : group_off_ms_[slot.rules.group()];
  }
}

// Turns the others of the group off, unless one of them has to stay on.
Error PinSet::clear_way(const Slot& slot, uint32_t now_ms) {
  if (slot.rules.group() == 0) {
    return Error::kNone;
  }
  for (const Slot& other : slots_) {
    if (excludes(slot, other) && other.pin->is_on() && !other.rules.may_turn_off(now_ms)) {
      return Error::kInterlocked;
    }
  }
  for (Slot& other : slots_) {
    if (excludes(slot, other)) {
      other.rules.wait(false);
      turn(other, false, now_ms);
    }
  }
  return Error::kNone;
}

bool PinSet::excludes(const Slot& slot, const Slot& other) {
  return &slot != &other && other.pin != nullptr && other.rules.group() == slot.rules.group();
}

// True when the group has been off for long enough.
bool PinSet::way_is_clear(const Slot& slot, uint32_t now_ms) const {
  const uint8_t group = slot.rules.group();
  if (group != 0 && now_ms - group_off_ms_[group] < slot.rules.dead_ms()) {
    return false;
  }
  for (const Slot& other : slots_) {
    if (group != 0 && excludes(slot, other) && other.pin->is_on()) {
      return false;
    }
  }
  return true;
}

// True when another pin of the group is on, or will be.
bool PinSet::another_comes_first(const Slot& slot) const {
  for (const Slot& other : slots_) {
    if (slot.rules.group() != 0 && excludes(slot, other) && (other.pin->is_on() || other.rules.waits())) {
      return true;
    }
  }
  return false;
}

void PinSet::turn(Slot& slot, bool on, uint32_t now_ms) {
  const bool was_on = slot.pin->is_on();
  if (was_on != on) {
    slot.pin->turn(on, now_ms);
    note(slot, was_on, now_ms);
  }
}

bool PinSet::tick(const Absence& absence, uint32_t now_ms) {
  bool changed = std::exchange(enabled_, false);
  for (Slot& slot : slots_) {
    if (slot.pin == nullptr) {
      continue;
    }
    slot.rules.forget_old(now_ms);
    if (!slot.rules.idle()) {
      follow_rules(slot, absence, now_ms);
    }
    const bool ticked = slot.pin->tick(now_ms);
    told_ = told_ || slot.pin->has_events();
    if (ticked) {
      changed = true;
      const bool other_error = std::exchange(slot.failed, slot.pin->error()) != slot.pin->error();
      errors_changed_ = errors_changed_ || other_error;
    }
  }
  return changed;
}

void PinSet::follow_rules(Slot& slot, const Absence& absence, uint32_t now_ms) {
  OutputRules& rules = slot.rules;
  if (rules.failsafe_due(absence)) {
    go_where_it_is_safe(slot, now_ms);
  }
  if (rules.waits() && rules.may_turn_on(now_ms) && way_is_clear(slot, now_ms)) {
    rules.wait(false);
    turn(slot, true, now_ms);
  }
  if (rules.auto_off_due(now_ms)) {
    turn(slot, false, now_ms);
  }
}

// What the limits forbid now is tried again.
void PinSet::go_where_it_is_safe(Slot& slot, uint32_t now_ms) {
  OutputRules& rules = slot.rules;
  const bool on = rules.failsafe_on();
  const bool stays = slot.pin->is_on() == on;
  const bool may =
      stays || (on ? rules.may_turn_on(now_ms) && clear_way(slot, now_ms) == Error::kNone : rules.may_turn_off(now_ms));
  if (!may) {
    return;
  }
  rules.failsafe_done();
  rules.wait(on && !stays);
  if (!on) {
    turn(slot, false, now_ms);
  }
}

bool PinSet::write_level(uint8_t index, Levels which, uint32_t& pin, Level& level) const {
  const Slot& slot = slots_[index];
  if (slot.pin == nullptr || !slot.pin->enabled() || (which != Levels::kAll && !slot.restores) ||
      (which == Levels::kSwitched && slot.pin->counts())) {
    return false;
  }
  pin = kept_as(slot);
  // What only waits for its time is as good as on: the power may fail once more.
  level = this->level(index);
  return level.known;
}

}  // namespace iotdm
