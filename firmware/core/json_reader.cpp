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
  return is_number(text) || text == "true" || text == "false" || text == "null";
}

// Skips what may be behind a backslash; null when it is something else. Not inlined: it is rare, and would make the way
// of all other characters longer.
[[gnu::noinline]] const char* skip_escape(const char* at, const char* end) {
  const char kind = at == end ? '\0' : *at++;
  if (kind != 'u') {
    return std::string_view("\"\\/bfnrt").find(kind) != std::string_view::npos ? at : nullptr;
  }
  for (uint8_t i = 0; i < kUnicodeDigits; ++i, ++at) {
    if (at == end || !is_hex(*at)) {
      return nullptr;
    }
  }
  return at;
}

// Skips a string behind its opening quote; null when it has no closing one, or something that may not be in it.
const char* skip_string(const char* at, const char* end) {
  while (at != end) {
    const char c = *at++;
    if (c == '\\') {
      at = skip_escape(at, end);
      if (at == nullptr) {
        break;
      }
    } else if (static_cast<unsigned char>(c) <= '"') {
      if (c == '"') {
        return at;
      }
      if (is_control(c)) {
        break;
      }
    }
  }
  return nullptr;
}

// The two kinds of braces differ in the same bit.
bool is_opening(char c) { return (c | ' ') == '{'; }

bool is_closing(char c) { return (c | ' ') == '}'; }

bool ends_word(char c) { return c == ',' || c == ':' || is_closing(c) || is_space(c); }

const char* skip_space(const char* at, const char* end) {
  while (at != end && is_space(*at)) {
    ++at;
  }
  return at;
}

// Skips what begins with a brace, up to behind the closing one; null when there is none.
const char* skip_container(const char* at, const char* end) {
  uint32_t open = 0;
  while (at != end) {
    const char c = *at++;
    if (c == '"') {
      at = skip_string(at, end);
      if (at == nullptr) {
        break;
      }
    } else if (is_opening(c)) {
      ++open;
    } else if (is_closing(c) && --open == 0) {
      return at;
    }
  }
  return nullptr;
}

const char* skip_word(const char* at, const char* end) {
  const char* const begin = at;
  while (at != end && !ends_word(*at)) {
    ++at;
  }
  return is_primitive({begin, static_cast<size_t>(at - begin)}) ? at : nullptr;
}

// Skips one value: to behind its closing quote or brace, or to what can follow a word; null when there is none.
const char* skip_value(const char* at, const char* end) {
  if (at == end) {
    return nullptr;
  }
  if (*at == '"') {
    return skip_string(at + 1, end);
  }
  return is_opening(*at) ? skip_container(at, end) : skip_word(at, end);
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

std::optional<uint32_t> JsonText::hex(uint8_t digits) const {
  uint32_t value = 0;
  for (const char c : text()) {
    const int digit = hex_digit(c);
    if (digit < 0) {
      return std::nullopt;
    }
    value = (value << 4) | static_cast<uint32_t>(digit);
  }
  return text().size() == digits ? std::optional(value) : std::nullopt;
}

JsonWalker::JsonWalker(JsonText container)
    : at_(container.raw().data()), end_(at_ + container.raw().size()), closing_(0), state_(State::kBroken) {
  at_ = skip_space(at_, end_);
  if (at_ != end_ && is_opening(*at_)) {
    // Behind the opening brace by two.
    closing_ = static_cast<char>(*at_++ + 2);
    state_ = State::kFirst;
  }
}

bool JsonWalker::next() {
  if (state_ != State::kFirst && state_ != State::kMore) {
    return false;
  }
  const bool follows = state_ == State::kMore;
  state_ = State::kBroken;
  const char* at = skip_space(at_, end_);
  if (at == end_) {
    return false;
  }
  if (*at == closing_) {
    state_ = skip_space(at + 1, end_) == end_ ? State::kComplete : State::kBroken;
    return false;
  }
  if (follows) {
    if (*at != ',') {
      return false;
    }
    at = skip_space(at + 1, end_);
  }
  if (closing_ == '}') {
    at = read_key(at);
    if (at == nullptr) {
      return false;
    }
  }
  at_ = skip_value(at, end_);
  if (at_ == nullptr) {
    return false;
  }
  member_.value = JsonText({at, static_cast<size_t>(at_ - at)});
  state_ = State::kMore;
  return true;
}

// Returns where the value begins; null when there is no key.
const char* JsonWalker::read_key(const char* at) {
  if (at == end_ || *at != '"') {
    return nullptr;
  }
  const char* const begin = at + 1;
  at = skip_string(begin, end_);
  if (at == nullptr) {
    return nullptr;
  }
  member_.key = {begin, static_cast<size_t>(at - begin - 1)};
  at = skip_space(at, end_);
  return at != end_ && *at == ':' ? skip_space(at + 1, end_) : nullptr;
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
  if (!text.is_object()) {
    return false;
  }
  JsonWalker members(text);
  while (members.next()) {
    if (!read(reader, members.member())) {
      return false;
    }
  }
  return members.complete();
}

}  // namespace iotdm
