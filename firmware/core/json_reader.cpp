#define IOTDM_JSMN_IMPLEMENTATION
#include "json_reader.h"

#include <limits>

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

bool is_number(std::string_view text) {
  if (!text.empty() && text.front() == '-') {
    text.remove_prefix(1);
  }
  const bool leading_zero = text.size() > 1 && text[0] == '0' && is_digit(text[1]);
  if (leading_zero) {
    return false;
  }
  bool digits = false;
  bool point = false;
  for (const char c : text) {
    if (is_digit(c)) {
      digits = true;
    } else if (c == '.' && digits && !point) {
      point = true;
      digits = false;
    } else {
      return false;
    }
  }
  return digits;
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
  std::string_view rest = raw_;
  uint32_t value = 0;
  if (!take_digits(rest, value)) {
    return std::nullopt;
  }
  const bool whole = rest.empty() || rest == ".0" || rest == ".00" || rest == ".000";
  return whole ? std::optional(value) : std::nullopt;
}

std::optional<int32_t> JsonText::thousandths() const {
  std::string_view rest = raw_;
  const bool negative = !rest.empty() && rest.front() == '-';
  if (negative) {
    rest.remove_prefix(1);
  }
  uint32_t whole = 0;
  if (!take_digits(rest, whole)) {
    return std::nullopt;
  }
  uint32_t fraction = 0;
  if (!rest.empty() && rest.front() == '.') {
    rest.remove_prefix(1);
    const size_t decimals = rest.size();
    if (decimals > 3 || !take_digits(rest, fraction)) {
      return std::nullopt;
    }
    for (size_t i = decimals; i < 3; ++i) {
      fraction *= 10;
    }
  }
  const int64_t size = static_cast<int64_t>(whole) * 1000 + fraction;
  const int64_t value = negative ? -size : size;
  const bool fits = value >= std::numeric_limits<int32_t>::min() && value <= std::numeric_limits<int32_t>::max();
  return rest.empty() && fits ? std::optional(static_cast<int32_t>(value)) : std::nullopt;
}

std::optional<uint32_t> JsonText::colour() const {
  uint32_t colour = 0;
  for (const char c : text()) {
    const bool digit = c >= '0' && c <= '9';
    if (!digit && (c < 'a' || c > 'f')) {
      return std::nullopt;
    }
    colour = (colour << 4) | static_cast<uint32_t>(digit ? c - '0' : c - 'a' + 10);
  }
  return text().size() == 6 ? std::optional(colour) : std::nullopt;
}

JsonWalker::JsonWalker(JsonText container) : rest_(container.raw()) {
  skip_space();
  if (take('{')) {
    closing_ = '}';
    state_ = State::kFirst;
  } else if (take('[')) {
    closing_ = ']';
    state_ = State::kFirst;
  }
}

std::optional<JsonMember> JsonWalker::next() {
  if (state_ != State::kFirst && state_ != State::kMore) {
    return std::nullopt;
  }
  skip_space();
  if (take(closing_)) {
    skip_space();
    state_ = rest_.empty() ? State::kComplete : State::kBroken;
    return std::nullopt;
  }
  if (state_ == State::kMore && !take(',')) {
    return fail();
  }
  state_ = State::kMore;
  JsonMember member;
  if (closing_ == '}') {
    skip_space();
    const auto key = value_text();
    skip_space();
    if (!key || key->front() != '"' || !take(':')) {
      return fail();
    }
    member.key = JsonText(*key).text();
  }
  skip_space();
  const auto value = value_text();
  if (!value) {
    return fail();
  }
  member.value = JsonText(*value);
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

bool JsonWalker::take(char c) {
  if (rest_.empty() || rest_.front() != c) {
    return false;
  }
  rest_.remove_prefix(1);
  return true;
}

// Cuts one value off the front: to the end of its quotes, to its closing brace, or to the next comma or brace.
std::optional<std::string_view> JsonWalker::value_text() {
  bool quoted = false;
  uint32_t open = 0;
  size_t length = 0;
  for (; length < rest_.size(); ++length) {
    const char c = rest_[length];
    if (quoted) {
      if (is_control(c)) {
        return std::nullopt;
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
        return std::nullopt;
      }
      quoted = true;
    } else if (c == '{' || c == '[') {
      if (open == 0 && length > 0) {
        return std::nullopt;
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
    return std::nullopt;
  }
  const std::string_view value = rest_.substr(0, length);
  const char first = value.front();
  if (first != '"' && first != '{' && first != '[' && !is_primitive(value)) {
    return std::nullopt;
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
