#include "rules.h"

#include "in_flash.h"
#include "words.h"

namespace iotdm {

namespace {

// In the order of Rules::Action.
struct ActionRow {
  FlashValue<uint32_t> word;    // its hash
  FlashValue<uint32_t> takers;  // RuleRole bits: of the pins that take it
};

constexpr uint32_t kDimmed = kTakesBrightness | kTakesSpeed;

IOTDM_IN_FLASH("rule_actions")
constexpr ActionRow kActions[] = {
    {{name_hash("on")}, {kTakesOn}},
    {{name_hash("off")}, {kTakesOff}},
    {{name_hash("toggle")}, {kTakesOff | kTakesMove}},
    {{name_hash("follow")}, {kTakesOff}},
    {{name_hash("brighter")}, {kDimmed}},
    {{name_hash("darker")}, {kDimmed}},
    {{name_hash("dim")}, {kDimmed}},
    {{name_hash("open")}, {kTakesMove}},
    {{name_hash("close")}, {kTakesMove}},
    {{name_hash("stop")}, {kTakesMove}},
};
constexpr uint8_t kActionCount = sizeof(kActions) / sizeof(kActions[0]);

constexpr uint8_t kChange = kEventOn | kEventOff;
constexpr uint8_t kClicks = kEventClick | kEventDouble | kEventTriple;
// From one end of the range to the other in 5 s, and in single steps.
constexpr int32_t kDimSteps = 50;
constexpr int32_t kSingleSteps = 10;

// PinEvent bits; 0 when such a pin has no event with this name.
uint8_t event_bits(uint32_t roles, std::string_view word) {
  constexpr uint8_t kLeft = kButtonWords + 2;
  constexpr uint8_t kBoth = kLeft + 2;
  const int index = index_of_word(kEventWords, word);
  if (index < 0) {
    return 0;
  }
  if (index < kButtonWords) {
    return static_cast<uint8_t>((roles & kTellsButton) != 0 ? 1U << index : 0);
  }
  if (index == kBoth) {
    return (roles & (kTellsButton | kTellsLevel)) != 0 ? kChange : 0;
  }
  const uint32_t needed = index < kLeft ? kTellsLevel : kTellsTurns;
  return (roles & needed) == 0 ? 0 : (index - kButtonWords) % 2 == 0 ? kEventOff : kEventOn;
}

// Keys of any board are compared as this: their up to four characters.
uint32_t packed(std::string_view key) {
  uint32_t word = 0;
  for (const char c : key) {
    word = word << 8 | static_cast<unsigned char>(c);
  }
  return word;
}

// Cuts the key off the front of `text`, and the dot behind it; empty when there is none.
std::string_view take_key(std::string_view& text) {
  size_t size = 0;
  while (size < text.size() && text[size] != '.') {
    ++size;
  }
  const std::string_view key(text.data(), size);
  if (size == text.size() || !is_name(key, kMaxKey)) {
    return {};
  }
  text.remove_prefix(size + 1);
  return key;
}

// Brightness and speed are the first byte of a level; this is the highest one.
int32_t full_of(uint32_t roles) { return (roles & kTakesBrightness) != 0 ? 255 : 100; }

bool is_id(std::string_view text) {
  for (const char c : text) {
    if (hex_digit(c) < 0) {
      return false;
    }
  }
  return text.size() == kIdLength;
}

}  // namespace

Error Rules::check(JsonText rules) {
  uint8_t count = 0;
  JsonWalker walker(rules);
  while (walker.next()) {
    if (++count > kMost) {
      return Error::kTooBig;
    }
  }
  return !rules.present() || (rules.is_array() && walker.complete()) ? Error::kNone : Error::kBadJson;
}

void Rules::apply(JsonText rules) {
  wanted_ = 0;
  dimming_ = 0;
  // The first reading finds the boards that keep their places.
  read(rules, false);
  read(rules, true);
}

void Rules::read(JsonText rules, bool gives_places) {
  count_ = 0;
  JsonWalker walker(rules);
  while (walker.next()) {
    if (count_ == kMost) {
      return;
    }
    Rule& rule = rules_[count_++];
    rule = {};
    const Error error = read_rule(walker.value(), gives_places, rule);
    if (error != Error::kNone) {
      rule.events = 0;
      rule.unknown = error == Error::kUnknownPin;
    }
  }
}

Error Rules::read_rule(JsonText text, bool gives_places, Rule& rule) {
  enum Member : uint8_t { kWhen, kDo, kOnly, kFrom };
  std::array<std::string_view, 4> members;
  JsonWalker walker(text);
  while (walker.next()) {
    const int index = index_of_word("when do only from", walker.key());
    const std::string_view value = walker.value().text();
    // What is not known may be a condition.
    if (index < 0 || value.empty()) {
      return Error::kBadRule;
    }
    members[static_cast<uint8_t>(index)] = value;
  }
  const std::string_view when = take_key(members[kWhen]);
  const std::string_view key = take_key(members[kDo]);
  const int only = index_of_word("always offline", members[kOnly]);
  if (!walker.complete() || when.empty() || key.empty() || (only < 0 && !members[kOnly].empty())) {
    return Error::kBadRule;
  }
  const bool own = members[kFrom].empty();
  const uint8_t input = pins_.index_of(when);
  const uint8_t output = pins_.index_of(key);
  if (output == PinSet::kNoPin || (own && input == PinSet::kNoPin)) {
    return Error::kUnknownPin;
  }
  const uint32_t word = name_hash(members[kDo]);
  uint8_t action = 0;
  while (action < kActionCount && kActions[action].word != word) {
    ++action;
  }
  rule.when = packed(when);
  rule.events = event_bits(own ? pins_.roles(input) : uint32_t{kTellsButton}, members[kWhen]);
  rule.source = kOwnBoard;
  rule.pin = output;
  rule.action = static_cast<Action>(action);
  rule.offline = only > 0;
  const bool follows = rule.action == Action::kFollow;
  const bool dims = rule.action == Action::kDim;
  if (rule.events == 0 || action == kActionCount || (kActions[action].takers & pins_.roles(output)) == 0 ||
      (follows && rule.events != kChange) || (dims && rule.events != kEventHold)) {
    return Error::kBadRule;
  }
  if (own) {
    return Error::kNone;
  }
  return follows || dims || pins_.guarded(output) ? Error::kBadRule : read_source(members[kFrom], gives_places, rule);
}

Error Rules::read_source(std::string_view id, bool gives_places, Rule& rule) {
  uint8_t index = find_source(id);
  if (index == kMostSources) {
    if (!gives_places || !is_id(id) || id == own_id_) {
      return Error::kBadRule;
    }
    for (index = 0; (wanted_ >> index & 1) != 0; ++index) {
    }
    if (index == kMostSources) {
      return Error::kBadRule;
    }
    sources_[index] = EventSource(id);
  }
  wanted_ = static_cast<uint8_t>(wanted_ | 1U << index);
  rule.source = index;
  return Error::kNone;
}

// kMostSources when nothing is known of this board.
uint8_t Rules::find_source(std::string_view id) const {
  uint8_t index = 0;
  while (index < kMostSources && sources_[index].id() != id) {
    ++index;
  }
  return index;
}

std::string_view Rules::source(uint8_t index) const {
  return (wanted_ >> index & 1) != 0 ? sources_[index].id() : std::string_view();
}

void Rules::happened(const Happened& what, bool offline, uint32_t now_ms) {
  carry_out(kOwnBoard, packed(what.key), what.event, offline, now_ms);
}

void Rules::heard(std::string_view id, JsonText event, bool offline, uint32_t now_ms) {
  const uint8_t index = find_source(id);
  JsonObject message;
  if (index == kMostSources || !message.parse(event)) {
    return;
  }
  const auto n = message.find("n").number();
  const auto t = message.find("t").number();
  const std::string_view key = message.text("key");
  const std::string_view session = message.text("session");
  const uint32_t count = message.number("count");
  uint32_t told = event_bits(kTellsButton, message.text("event"));
  if (told == kEventClick) {
    told = count <= kMostClicks ? kEventClick << count >> 1 & kClicks : 0;
  } else if ((told & kClicks) != 0 || told == kChange) {
    told = 0;
  }
  if (told != 0 && n && t && !session.empty() && key.size() <= kMaxKey &&
      sources_[index].accept(name_hash(session), *n, *t, now_ms)) {
    carry_out(index, packed(key), static_cast<uint8_t>(told), offline, now_ms);
  }
}

void Rules::carry_out(uint8_t source, uint32_t key, uint8_t event, bool offline, uint32_t now_ms) {
  for (uint8_t i = 0; i < count_; ++i) {
    Rule& rule = rules_[i];
    const auto bit = static_cast<uint16_t>(1U << i);
    if (rule.source != source || rule.when != key) {
      continue;
    }
    if (event == kEventOff) {
      dimming_ = static_cast<uint16_t>(dimming_ & ~bit);
    }
    if ((rule.events & event) == 0 || (rule.offline && !offline)) {
      continue;
    }
    act(rule, event, now_ms);
    if (rule.action == Action::kDim && dim(rule, now_ms)) {
      dimming_ = static_cast<uint16_t>(dimming_ | bit);
      stepped_ms_ = now_ms;
    }
  }
}

void Rules::act(Rule& rule, uint8_t event, uint32_t now_ms) {
  const uint32_t roles = pins_.roles(rule.pin);
  const Level level = pins_.level(rule.pin);
  const bool moves = (roles & kTakesMove) != 0;
  bool on = rule.action == Action::kOn;
  switch (rule.action) {
    case Action::kBrighter:
    case Action::kDarker:
      shift(rule, rule.action == Action::kBrighter ? kSingleSteps : -kSingleSteps, now_ms);
      return;
    case Action::kDim:
      // Brighter and darker in turn, but never on beyond an end.
      rule.brighter = !level.on || level.value[0] <= 1 || (level.value[0] < full_of(roles) && !rule.brighter);
      return;
    case Action::kToggle:
      if (moves) {
        pins_.turn(rule.pin, now_ms);
        return;
      }
      on = !level.on;
      break;
    case Action::kFollow:
      on = event == kEventOn;
      break;
    default:
      break;
  }
  std::array<char, 24> buffer;
  JsonWriter json(buffer.data(), buffer.size());
  if (moves) {
    const auto way = static_cast<uint8_t>(static_cast<uint8_t>(rule.action) - static_cast<uint8_t>(Action::kOpen));
    json.open_object().key("move").text(word_at("open close stop", way)).close_object();
  } else if ((roles & kDimmed) != 0) {
    json.open_object().key("on").boolean(on).close_object();
  } else {
    json.boolean(on);
  }
  set(rule, json, now_ms);
}

void Rules::step(uint32_t now_ms) {
  stepped_ms_ = now_ms;
  for (uint8_t i = 0; i < count_; ++i) {
    const Rule& rule = rules_[i];
    // What went off meanwhile stays off.
    if ((dimming_ >> i & 1) != 0 && !(pins_.level(rule.pin).on && dim(rule, now_ms))) {
      dimming_ = static_cast<uint16_t>(dimming_ & ~(1U << i));
    }
  }
}

bool Rules::dim(const Rule& rule, uint32_t now_ms) {
  return shift(rule, rule.brighter ? kDimSteps : -kDimSteps, now_ms);
}

// Makes it brighter or darker by one of so many steps. False when it does not become so.
bool Rules::shift(const Rule& rule, int32_t steps, uint32_t now_ms) {
  const uint32_t roles = pins_.roles(rule.pin);
  const Level level = pins_.level(rule.pin);
  const int32_t full = full_of(roles);
  const int32_t value = level.on ? level.value[0] : 0;
  int32_t next = value == 0 ? 1 : value + full / steps;
  next = next < 1 ? 1 : next > full ? full : next;
  if (next == value || (value == 0 && steps < 0)) {
    return false;
  }
  std::array<char, 56> buffer;
  JsonWriter json(buffer.data(), buffer.size());
  json.open_object()
      .key("on")
      .boolean(true)
      .key((roles & kTakesBrightness) != 0 ? "brightness" : "speed")
      .number(static_cast<uint32_t>(next));
  json.key("transition_ms").number(kStepMs).close_object();
  return set(rule, json, now_ms);
}

bool Rules::set(const Rule& rule, const JsonWriter& value, uint32_t now_ms) {
  return pins_.set(rule.pin, JsonText(value.view()), now_ms) == Error::kNone;
}

void Rules::write_errors(JsonWriter& json) const {
  for (uint8_t i = 0; i < count_; ++i) {
    const Rule& rule = rules_[i];
    if (rule.events == 0 && json.has_room()) {
      json.open_object().key("rule").number(i);
      close_with_error(json, rule.unknown ? Error::kUnknownPin : Error::kBadRule);
    }
  }
}

}  // namespace iotdm
