#include "json_reader.h"

#include <limits>

#include "words.h"

namespace iotdm {

namespace {

constexpr uint8_t kMaxDepth = 4;
constexpr uint8_t kUnicodeDigits = 4;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

bool is_control(char c) { return static_cast<unsigned char>(c) < ' '; }

// Reads the digits at the front of `text` into `value`; false without a digit or above 32 bits.
bool take_digits(std::string_view& text, uint32_t& value) {
  if (text.empty() || !is_digit(text.front())) {
    return false;
  }
  constexpr uint32_t kHighest = std::numeric_limits<uint32_t>::max();
  value = 0;
  while (!text.empty() && is_digit(text.front())) {
    const auto digit = static_cast<uint8_t>(text.front() - '0');
    if (value > kHighest / 10 || value * 10 > kHighest - digit) {
      return false;
    }
    value = value * 10 + digit;
    text.remove_prefix(1);
  }
  return true;
}

// Skips `c` at the front of `text`; false when it is not there.
bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) {
    return false;
  }
  text.remove_prefix(1);
  return true;
}

// False when `text` is no number without a sign, has more than three decimals or does not fit.
bool read_decimal(std::string_view text, uint32_t& whole, uint32_t& thousandths) {
  thousandths = 0;
  if (!take_digits(text, whole)) {
    return false;
  }
  if (take(text, '.')) {
    const size_t decimals = text.size();
    if (decimals > 3 || !take_digits(text, thousandths)) {
      return false;
    }
    for (size_t i = decimals; i < 3; ++i) {
      thousandths *= 10;
    }
  }
  return text.empty();
}

// Skips the digits at the front of `text`; false without one.
bool skip_digits(std::string_view& text) {
  const size_t size = text.size();
  while (!text.empty() && is_digit(text.front())) {
    text.remove_prefix(1);
  }
  return text.size() < size;
}

bool is_number(std::string_view text) {
  take(text, '-');
  const bool leading_zero = text.size() > 1 && text[0] == '0' && is_digit(text[1]);
  return !leading_zero && skip_digits(text) && (!take(text, '.') || skip_digits(text)) && text.empty();
}

bool is_primitive(std::string_view text) {
  return text == "true" || text == "false" || text == "null" || is_number(text);
}

// Skips what may be behind a backslash; false when it is something else.
bool skip_escape(const char*& at, const char* end) {
  const char kind = at == end ? '\0' : *at++;
  if (kind != 'u') {
    return std::string_view("\"\\/bfnrt").find(kind) != std::string_view::npos;
  }
  for (uint8_t i = 0; i < kUnicodeDigits; ++i, ++at) {
    if (at == end || !is_hex(*at)) {
      return false;
    }
  }
  return true;
}

// Skips a string behind its opening quote; false when it has no closing one, or something that may not be in it.
bool skip_string(const char*& at, const char* end) {
  while (at != end) {
    const char c = *at++;
    if (c == '"') {
      return true;
    }
    if (is_control(c) || (c == '\\' && !skip_escape(at, end))) {
      return false;
    }
  }
  return false;
}

// The two kinds of braces differ in the same bit.
bool is_opening(char c) { return (c | ' ') == '{'; }

bool is_closing(char c) { return (c | ' ') == '}'; }

bool ends_word(char c) { return c == ',' || c == ':' || is_closing(c) || is_space(c); }

// Skips what begins with a quote or brace, up to behind the closing one; false when there is none.
bool skip_closed(const char*& at, const char* end) {
  uint32_t open = 0;
  do {
    if (at == end) {
      return false;
    }
    const char c = *at++;
    if (c == '"') {
      if (!skip_string(at, end)) {
        return false;
      }
    } else if (is_opening(c)) {
      ++open;
    } else if (is_closing(c)) {
      --open;
    }
  } while (open > 0);
  return true;
}

}  // namespace

std::optional<bool> JsonText::boolean() const {
  if (raw_ == "true") {
    return true;
  }
  if (raw_ == "false") {
    return false;
  }
  return std::nullopt;
}

std::string_view JsonText::text() const {
  if (raw_.size() < 2 || raw_.front() != '"') {
    return {};
  }
  return raw_.substr(1, raw_.size() - 2);
}

std::optional<uint32_t> JsonText::number() const {
  uint32_t whole = 0;
  uint32_t fraction = 0;
  return read_decimal(raw_, whole, fraction) && fraction == 0 ? std::optional(whole) : std::nullopt;
}

std::optional<int32_t> JsonText::thousandths() const {
  std::string_view rest = raw_;
  const bool negative = take(rest, '-');
  uint32_t whole = 0;
  uint32_t fraction = 0;
  constexpr uint32_t kHighest = std::numeric_limits<int32_t>::max();
  if (!read_decimal(rest, whole, fraction) || whole > kHighest / 1000) {
    return std::nullopt;
  }
  const uint32_t size = whole * 1000 + fraction;
  if (size > kHighest + (negative ? 1 : 0)) {
    return std::nullopt;
  }
  return static_cast<int32_t>(negative ? 0 - size : size);
}

std::optional<int32_t> JsonText::whole() const {
  std::string_view rest = raw_;
  const bool negative = take(rest, '-');
  uint32_t size = 0;
  uint32_t fraction = 0;
  if (!read_decimal(rest, size, fraction) || fraction != 0 || size > std::numeric_limits<int32_t>::max()) {
    return std::nullopt;
  }
  return negative ? -static_cast<int32_t>(size) : static_cast<int32_t>(size);
}

bool JsonText::read(bool& flag) const {
  const auto value = boolean();
  if (value) {
    flag = *value;
  }
  return value.has_value();
}

bool JsonText::read(uint32_t& number, uint32_t lowest, uint32_t highest) const {
  const auto value = this->number();
  if (!value || *value < lowest || *value > highest) {
    return false;
  }
  number = *value;
  return true;
}

std::optional<uint32_t> JsonText::colour() const {
  uint32_t colour = 0;
  for (const char c : text()) {
    const int digit = hex_digit(c);
    if (digit < 0) {
      return std::nullopt;
    }
    colour = (colour << 4) | static_cast<uint32_t>(digit);
  }
  return text().size() == 6 ? std::optional(colour) : std::nullopt;
}

JsonWalker::JsonWalker(JsonText container) : rest_(container.raw()) {
  skip_space();
  if (take(rest_, '{')) {
    closing_ = '}';
    state_ = State::kFirst;
  } else if (take(rest_, '[')) {
    closing_ = ']';
    state_ = State::kFirst;
  }
}

bool JsonWalker::next() {
  if (state_ != State::kFirst && state_ != State::kMore) {
    return false;
  }
  skip_space();
  if (take(rest_, closing_)) {
    skip_space();
    state_ = rest_.empty() ? State::kComplete : State::kBroken;
    return false;
  }
  const bool follows = state_ == State::kMore;
  const bool found = (!follows || take(rest_, ',')) && read_member();
  state_ = found ? State::kMore : State::kBroken;
  return found;
}

bool JsonWalker::read_member() {
  if (closing_ == '}') {
    const std::string_view key = value_text();
    skip_space();
    if (key.empty() || key.front() != '"' || !take(rest_, ':')) {
      return false;
    }
    member_.key = JsonText(key).text();
  }
  member_.value = JsonText(value_text());
  return member_.value.present();
}

void JsonWalker::skip_space() {
  while (!rest_.empty() && is_space(rest_.front())) {
    rest_.remove_prefix(1);
  }
}

// Cuts one value off the front, behind space: to its closing quote or brace, or to what can follow a word.
std::string_view JsonWalker::value_text() {
  skip_space();
  const char* const begin = rest_.data();
  const char* const end = begin + rest_.size();
  const char* at = begin;
  if (begin == end || (*begin != '"' && !is_opening(*begin))) {
    while (at != end && !ends_word(*at)) {
      ++at;
    }
    if (!is_primitive({begin, static_cast<size_t>(at - begin)})) {
      return {};
    }
  } else if (!skip_closed(at, end)) {
    return {};
  }
  const std::string_view value(begin, static_cast<size_t>(at - begin));
  rest_.remove_prefix(value.size());
  return value;
}

namespace {

// Looks at a container whose members are `depth` deep, and at all that is in them; counts their keys and values.
bool is_sound(JsonText container, uint8_t depth, uint8_t& tokens) {
  JsonWalker walker(container);
  while (walker.next()) {
    const JsonText value = walker.value();
    const bool nests = value.is_object() || value.is_array();
    tokens = static_cast<uint8_t>(tokens + (container.is_object() ? 2 : 1));
    if (depth > kMaxDepth || tokens > JsonObject::kMaxTokens ||
        (nests && !is_sound(value, static_cast<uint8_t>(depth + 1), tokens))) {
      return false;
    }
  }
  return walker.complete();
}

}  // namespace

bool JsonObject::parse(JsonText text) {
  uint8_t tokens = 1;
  text_ = text.is_object() && is_sound(text, 1, tokens) ? text : JsonText();
  return text_.present();
}

JsonText JsonObject::find(std::string_view key) const {
  JsonWalker walker = members();
  while (walker.next()) {
    if (walker.key() == key) {
      return walker.value();
    }
  }
  return {};
}

JsonText JsonObject::find(const char* key) const { return find(std::string_view(key)); }

std::string_view JsonObject::text(const char* key) const { return find(key).text(); }

uint32_t JsonObject::number(const char* key) const { return find(key).number().value_or(0); }

bool read_members(JsonText text, bool (*read)(void* reader, const JsonMember& member), void* reader) {
  JsonObject object;
  if (!text.is_object() || !object.parse(text)) {
    return false;
  }
  JsonWalker members = object.members();
  while (members.next()) {
    if (!read(reader, members.member())) {
      return false;
    }
  }
  return true;
}

}  // namespace iotdm
