#define IOTDM_JSMN_IMPLEMENTATION
#include "json_reader.h"

#include <limits>

#include "words.h"

namespace iotdm {

namespace {

constexpr uint8_t kMaxDepth = 4;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_control(char c) { return static_cast<unsigned char>(c) < ' '; }

// Reads the digits at the front of `text` into `value`; false without a digit or above 32 bits.
bool take_digits(std::string_view& text, uint32_t& value) {
  if (text.empty() || !is_digit(text.front())) {
    return false;
  }
  uint64_t sum = 0;
  while (!text.empty() && is_digit(text.front())) {
    sum = sum * 10 + static_cast<uint8_t>(text.front() - '0');
    if (sum > std::numeric_limits<uint32_t>::max()) {
      return false;
    }
    text.remove_prefix(1);
  }
  value = static_cast<uint32_t>(sum);
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
  const auto value = thousandths();
  return value && *value % 1000 == 0 ? std::optional(*value / 1000) : std::nullopt;
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

std::optional<JsonMember> JsonWalker::next() {
  if (state_ != State::kFirst && state_ != State::kMore) {
    return std::nullopt;
  }
  skip_space();
  if (take(rest_, closing_)) {
    skip_space();
    state_ = rest_.empty() ? State::kComplete : State::kBroken;
    return std::nullopt;
  }
  if (state_ == State::kMore && !take(rest_, ',')) {
    return fail();
  }
  state_ = State::kMore;
  JsonMember member;
  if (closing_ == '}') {
    skip_space();
    const std::string_view key = value_text();
    skip_space();
    if (key.empty() || key.front() != '"' || !take(rest_, ':')) {
      return fail();
    }
    member.key = JsonText(key).text();
  }
  skip_space();
  member.value = JsonText(value_text());
  if (!member.value.present()) {
    return fail();
  }
  return member;
}

std::optional<JsonMember> JsonWalker::fail() {
  state_ = State::kBroken;
  return std::nullopt;
}

void JsonWalker::skip_space() {
  while (!rest_.empty() && is_space(rest_.front())) {
    rest_.remove_prefix(1);
  }
}

// Cuts one value off the front: to the end of its quotes, to its closing brace, or to the next comma or brace.
std::string_view JsonWalker::value_text() {
  bool quoted = false;
  uint32_t open = 0;
  size_t length = 0;
  for (; length < rest_.size(); ++length) {
    const char c = rest_[length];
    if (quoted) {
      if (is_control(c)) {
        return {};
      }
      if (c == '\\') {
        ++length;
      } else if (c == '"') {
        quoted = false;
        if (open == 0) {
          ++length;
          break;
        }
      }
      continue;
    }
    if (c == '"') {
      if (open == 0 && length > 0) {
        return {};
      }
      quoted = true;
    } else if (c == '{' || c == '[') {
      if (open == 0 && length > 0) {
        return {};
      }
      ++open;
    } else if (c == '}' || c == ']') {
      if (open == 0) {
        break;
      }
      if (--open == 0) {
        ++length;
        break;
      }
    } else if (open == 0 && (c == ',' || c == ':' || is_space(c))) {
      break;
    }
  }
  if (quoted || open > 0 || length == 0 || length > rest_.size()) {
    return {};
  }
  const std::string_view value = rest_.substr(0, length);
  const char first = value.front();
  if (first != '"' && first != '{' && first != '[' && !is_primitive(value)) {
    return {};
  }
  rest_.remove_prefix(length);
  return value;
}

bool JsonObject::parse(JsonText text) {
  text_ = text.raw();
  count_ = 0;
  JsonWalker walker(text);
  while (walker.next()) {
  }
  if (!walker.complete()) {
    return false;
  }
  jsmn_parser parser;
  jsmn_init(&parser);
  const int parsed = jsmn_parse(&parser, text_.data(), text_.size(), tokens_.data(), kMaxTokens);
  count_ = static_cast<uint8_t>(parsed > 0 ? parsed : 0);
  if (!tokens_are_sound()) {
    count_ = 0;
  }
  return count_ > 0;
}

// jsmn splits; it does not notice a member without a value, a bare word, or too deep a nest.
bool JsonObject::tokens_are_sound() const {
  if (count_ == 0 || tokens_[0].type != JSMN_OBJECT) {
    return false;
  }
  std::array<uint8_t, kMaxTokens> depth{};
  for (uint8_t i = 1; i < count_; ++i) {
    const jsmntok_t& token = tokens_[i];
    if (token.parent < 0) {
      return false;
    }
    const auto parent = static_cast<uint8_t>(token.parent);
    const bool is_key = tokens_[parent].type == JSMN_OBJECT;
    const bool nests = is_key || tokens_[parent].type == JSMN_ARRAY;
    depth[i] = static_cast<uint8_t>(depth[parent] + (nests ? 1 : 0));
    if (depth[i] > kMaxDepth) {
      return false;
    }
    if (is_key && (token.type != JSMN_STRING || token.size != 1)) {
      return false;
    }
    const bool scalar = token.type == JSMN_STRING || token.type == JSMN_PRIMITIVE;
    if (!is_key && scalar && token.size != 0) {
      return false;
    }
    if (token.type == JSMN_PRIMITIVE && !is_primitive(token_text(token))) {
      return false;
    }
  }
  return true;
}

std::string_view JsonObject::token_text(const jsmntok_t& token) const {
  // A string's token lies between its quotes.
  const bool quoted = token.type == JSMN_STRING;
  const auto start = static_cast<size_t>(token.start) - (quoted ? 1 : 0);
  const auto end = static_cast<size_t>(token.end) + (quoted ? 1 : 0);
  // Not substr(), which checks again what jsmn has made sure of.
  return {text_.data() + start, end - start};
}

JsonMember JsonObject::Iterator::operator*() const {
  const jsmntok_t* const token = &object_.tokens_[token_];
  return {JsonText(object_.token_text(token[0])).text(), JsonText(object_.token_text(token[1]))};
}

// Behind a key comes its value with all that is in it.
JsonObject::Iterator& JsonObject::Iterator::operator++() {
  do {
    ++token_;
  } while (token_ < object_.count_ && object_.tokens_[token_].parent != 0);
  return *this;
}

JsonText JsonObject::find(std::string_view key) const {
  for (uint8_t i = 1; i + 1 < count_; ++i) {
    if (tokens_[i].parent == 0 && JsonText(token_text(tokens_[i])).text() == key) {
      return JsonText(token_text(tokens_[i + 1]));
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
  for (const JsonMember& member : object) {
    if (!read(reader, member)) {
      return false;
    }
  }
  return true;
}

}  // namespace iotdm
