#include "json_value.h"

#include <cctype>
#include <cstdlib>
#include <stdexcept>

namespace iotdm::test {

class JsonValue::Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  JsonValue document() {
    JsonValue value = this->value();
    skip_space();
    if (!rest_.empty()) {
      fail("something behind the value");
    }
    return value;
  }

 private:
  [[noreturn]] void fail(const std::string& why) const {
    throw std::runtime_error("no JSON: " + why + " before: " + std::string(rest_.substr(0, 40)));
  }

  void skip_space() {
    while (!rest_.empty() && std::isspace(static_cast<unsigned char>(rest_.front())) != 0) {
      rest_.remove_prefix(1);
    }
  }

  bool take(std::string_view token) {
    skip_space();
    if (rest_.substr(0, token.size()) != token) {
      return false;
    }
    rest_.remove_prefix(token.size());
    return true;
  }

  void need(std::string_view token) {
    if (!take(token)) {
      fail("no " + std::string(token));
    }
  }

  JsonValue value() {
    JsonValue value;
    skip_space();
    if (take("{")) {
      value.kind_ = Kind::kObject;
      read_list("}", [&] {
        skip_space();
        std::string key = quoted();
        need(":");
        value.members_.emplace_back(std::move(key), this->value());
      });
    } else if (take("[")) {
      value.kind_ = Kind::kArray;
      read_list("]", [&] { value.items_.push_back(this->value()); });
    } else if (!rest_.empty() && rest_.front() == '"') {
      value.kind_ = Kind::kText;
      value.text_ = quoted();
    } else if (take("true")) {
      value.kind_ = Kind::kBoolean;
      value.boolean_ = true;
    } else if (take("false")) {
      value.kind_ = Kind::kBoolean;
    } else if (!take("null")) {
      value.kind_ = Kind::kNumber;
      value.number_ = number();
    }
    return value;
  }

  template <class Item>
  void read_list(std::string_view end, Item item) {
    if (take(end)) {
      return;
    }
    do {
      item();
    } while (take(","));
    need(end);
  }

  double number() {
    const std::string text(rest_.substr(0, rest_.find_first_not_of("+-.0123456789eE")));
    char* end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    if (text.empty() || *end != '\0') {
      fail("no number");
    }
    rest_.remove_prefix(text.size());
    return value;
  }

  std::string quoted() {
    need("\"");
    std::string text;
    while (!rest_.empty() && rest_.front() != '"') {
      text += character();
    }
    need("\"");
    return text;
  }

  std::string character() {
    char c = next();
    if (static_cast<unsigned char>(c) < ' ') {
      fail("a control character");
    }
    if (c != '\\') {
      return std::string(1, c);
    }
    c = next();
    if (c == 'u') {
      return utf8(static_cast<unsigned>(std::strtoul(std::string(rest_.substr(0, 4)).c_str(), nullptr, 16)));
    }
    const size_t index = std::string_view("\"\\/bfnrt").find(c);
    if (index == std::string_view::npos) {
      fail("an unknown escape");
    }
    return std::string(1, "\"\\/\b\f\n\r\t"[index]);
  }

  char next() {
    if (rest_.empty()) {
      fail("an open text");
    }
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }

  // Behind \u; no surrogates, the contract needs none.
  std::string utf8(unsigned code) {
    rest_.remove_prefix(4);
    if (code < 0x80) {
      return std::string(1, static_cast<char>(code));
    }
    if (code < 0x800) {
      return {static_cast<char>(0xC0 | (code >> 6)), static_cast<char>(0x80 | (code & 0x3F))};
    }
    return {static_cast<char>(0xE0 | (code >> 12)), static_cast<char>(0x80 | ((code >> 6) & 0x3F)),
            static_cast<char>(0x80 | (code & 0x3F))};
  }

  std::string_view rest_;
};

JsonValue JsonValue::parse(std::string_view text) { return Reader(text).document(); }

void JsonValue::require(Kind kind) const {
  if (kind_ != kind) {
    throw std::runtime_error("a JSON value is of another kind than expected");
  }
}

bool JsonValue::boolean() const {
  require(Kind::kBoolean);
  return boolean_;
}

double JsonValue::number() const {
  require(Kind::kNumber);
  return number_;
}

const std::string& JsonValue::text() const {
  require(Kind::kText);
  return text_;
}

const std::vector<JsonValue>& JsonValue::items() const {
  require(Kind::kArray);
  return items_;
}

const std::vector<std::pair<std::string, JsonValue>>& JsonValue::members() const {
  require(Kind::kObject);
  return members_;
}

const JsonValue& JsonValue::operator[](std::string_view key) const {
  for (const auto& [name, value] : members()) {
    if (name == key) {
      return value;
    }
  }
  throw std::runtime_error("a JSON object has no " + std::string(key));
}

bool JsonValue::has(std::string_view key) const {
  for (const auto& [name, value] : members()) {
    if (name == key) {
      return true;
    }
  }
  return false;
}

}  // namespace iotdm::test
