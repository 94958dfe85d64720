#include "pin_set.h"

namespace iotdm {

namespace {

// What a set wants of an output: on or off, or neither.
std::optional<bool> wanted(JsonText value) {
  if (!value.is_object()) {
    return value.boolean();
  }
  JsonWalker walker(value);
  while (const auto member = walker.next()) {
    if (member->key == "on") {
      return member->value.boolean();
    }
  }
  return std::nullopt;
}

}  // namespace

uint32_t PinSet::kept_as(const Slot& slot) { return name_hash(slot.key.view()) * 31 + pin_type(slot.type).name.hash(); }

// A pin that merely changed goes on as it was, and so does one after a restart that the power survived.
void PinSet::begin_output(Slot& slot, const Planned& planned, KeptLevels* kept, uint32_t now_ms) {
  const uint8_t initial = planned.config.common.initial;
  slot.restores = initial == kInitialRestore || initial == kInitialInverse || slot.pin->restores();
  slot.rules.begin(planned.config.common, now_ms);
  Start start{planned.level};
  if (!start.level.known && kept != nullptr) {
    start.level = kept->before_restart(kept_as(slot));
    start.level.on = start.level.on && !slot.rules.guarded();
  }
  bool waits = false;
  if (!start.level.known) {
    if (kept != nullptr && slot.restores) {
      start.level = kept->before_power_cut(kept_as(slot));
    }
    start.level.on = initial == kInitialOn || start.level.on != (start.level.known && initial == kInitialInverse);
    start.driven = initial != kInitialNone;
    waits = start.level.on && !slot.rules.may_turn_on(now_ms);
  }
  start.level.on = start.level.on && !waits && !another_is_on(slot);
  slot.pin->start(start, now_ms);
  slot.rules.wait(waits);
  if (start.level.on) {
    slot.rules.switched(true, now_ms);
  }
}

Error PinSet::set(std::string_view key, JsonText value, bool timed, uint32_t now_ms) {
  Slot* slot = find(key);
  if (slot == nullptr) {
    return Error::kUnknownPin;
  }
  if (slot->pin == nullptr) {
    return slot->error;
  }
  OutputRules& rules = slot->rules;
  if (rules.guarded() && !timed) {
    return Error::kExpired;
  }
  const auto on = wanted(value);
  const bool was_on = slot->pin->is_on();
  if (on && *on && !was_on) {
    const Error error = rules.may_turn_on(now_ms) ? clear_way(*slot, now_ms) : Error::kRateLimited;
    if (error != Error::kNone) {
      return error;
    }
    // Only pins whose values are plain flags have a group, so nothing of the value gets lost.
    if (!way_is_clear(*slot, now_ms)) {
      rules.wait(true);
      return Error::kNone;
    }
  }
  if (on && !*on && was_on && !rules.may_turn_off(now_ms)) {
    return Error::kRateLimited;
  }
  const Error error = slot->pin->set(value, now_ms);
  if (error != Error::kNone || !on) {
    return error;
  }
  rules.wait(false);
  if (*on) {
    rules.wanted_on(now_ms);
  }
  if (slot->pin->is_on() != was_on) {
    rules.switched(*on, now_ms);
  }
  return Error::kNone;
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

// True when the others of the group have been off for long enough.
bool PinSet::way_is_clear(const Slot& slot, uint32_t now_ms) const {
  if (slot.rules.group() == 0) {
    return true;
  }
  for (const Slot& other : slots_) {
    if (excludes(slot, other) && (other.pin->is_on() || !other.rules.has_been_off(slot.rules.dead_ms(), now_ms))) {
      return false;
    }
  }
  return true;
}

bool PinSet::another_is_on(const Slot& slot) const {
  for (const Slot& other : slots_) {
    if (slot.rules.group() != 0 && excludes(slot, other) && other.pin->is_on()) {
      return true;
    }
  }
  return false;
}

void PinSet::turn(Slot& slot, bool on, uint32_t now_ms) {
  if (slot.pin->is_on() != on) {
    slot.pin->turn(on, now_ms);
    slot.rules.switched(on, now_ms);
  }
}

bool PinSet::tick(const Absence& absence, uint32_t now_ms) {
  bool changed = false;
  for (Slot& slot : slots_) {
    if (slot.pin == nullptr) {
      continue;
    }
    slot.rules.forget_old(now_ms);
    if (!slot.rules.idle()) {
      follow_rules(slot, absence, now_ms);
    }
    changed = slot.pin->tick(now_ms) || changed;
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

bool PinSet::write_level(uint8_t index, bool all, uint32_t& pin, Level& level) const {
  const Slot& slot = slots_[index];
  if (slot.pin == nullptr || !slot.pin->enabled() || !(all || slot.restores)) {
    return false;
  }
  pin = kept_as(slot);
  level = slot.pin->level();
  return level.known;
}

}  // namespace iotdm
