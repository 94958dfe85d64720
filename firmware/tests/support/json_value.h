#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace iotdm::test {

// A whole JSON document for the tests, which may use the heap. It shares nothing with the reader that it helps to test.
class JsonValue {
 public:
  enum class Kind { kNull, kBoolean, kNumber, kText, kArray, kObject };

  // Throws std::runtime_error when `text` is no JSON.
  static JsonValue parse(std::string_view text);

  Kind kind() const { return kind_; }
  bool is_null() const { return kind_ == Kind::kNull; }

  // These throw std::runtime_error when the value is of another kind.
  bool boolean() const;
  double number() const;
  uint32_t uint32() const { return static_cast<uint32_t>(number()); }
  const std::string& text() const;
  const std::vector<JsonValue>& items() const;
  const std::vector<std::pair<std::string, JsonValue>>& members() const;
  const JsonValue& operator[](std::string_view key) const;

  bool has(std::string_view key) const;
  bool is_true(std::string_view key) const { return has(key) && (*this)[key].boolean(); }

 private:
  class Reader;

  void require(Kind kind) const;

  Kind kind_ = Kind::kNull;
  bool boolean_ = false;
  double number_ = 0;
  std::string text_;
  std::vector<JsonValue> items_;
  std::vector<std::pair<std::string, JsonValue>> members_;
};

}  // namespace iotdm::test
