#include "json_unescape.h"

#include "words.h"

namespace iotdm {

namespace {

constexpr uint8_t kUnicodeDigits = 4;

class Output {
 public:
  Output(char* to, size_t room) : to_(to), room_(room) {}

  void put(uint32_t byte) {
    if (size_ < room_) {
      to_[size_] = static_cast<char>(byte);
    }
    ++size_;
  }

  void put_utf8(uint32_t code) {
    if (code < 0x80) {
      put(code);
      return;
    }
    // The first byte has as many ones at its top as the character has bytes; each other one holds six bits.
    uint8_t others = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    put(0xFF80 >> others | code >> 6 * others);
    while (others > 0) {
      --others;
      put(0x80 | (code >> 6 * others & 0x3F));
    }
  }

  size_t size() const { return size_; }

 private:
  char* to_;
  size_t room_;
  size_t size_ = 0;
};

// Takes the four digits behind \u off the front of `text`.
std::optional<uint32_t> take_unit(std::string_view& text) {
  if (text.size() < kUnicodeDigits) {
    return std::nullopt;
  }
  uint32_t unit = 0;
  for (uint8_t i = 0; i < kUnicodeDigits; ++i) {
    const char c = text[i];
    const int digit = hex_digit(c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c);
    if (digit < 0) {
      return std::nullopt;
    }
    unit = unit << 4 | static_cast<uint32_t>(digit);
  }
  text.remove_prefix(kUnicodeDigits);
  return unit;
}

// The character behind \u, which may need a second unit.
std::optional<uint32_t> take_code(std::string_view& text) {
  const auto high = take_unit(text);
  if (!high || *high < 0xD800 || *high > 0xDFFF) {
    return high;
  }
  if (*high > 0xDBFF || text.substr(0, 2) != "\\u") {
    return std::nullopt;
  }
  text.remove_prefix(2);
  const auto low = take_unit(text);
  if (!low || *low < 0xDC00 || *low > 0xDFFF) {
    return std::nullopt;
  }
  return 0x10000 + ((*high - 0xD800) << 10 | (*low - 0xDC00));
}

}  // namespace

std::optional<size_t> json_unescape(std::string_view text, char* to, size_t room) {
  Output output(to, room);
  while (!text.empty()) {
    const char c = text.front();
    text.remove_prefix(1);
    if (c != '\\') {
      output.put(static_cast<unsigned char>(c));
      continue;
    }
    const char escape = text.empty() ? '\0' : text.front();
    text.remove_prefix(text.empty() ? 0 : 1);
    constexpr std::string_view kEscapes = "\"\\/bfnrt";
    const size_t index = kEscapes.find(escape);
    if (index != std::string_view::npos) {
      output.put(static_cast<unsigned char>("\"\\/\b\f\n\r\t"[index]));
      continue;
    }
    const auto code = escape == 'u' ? take_code(text) : std::nullopt;
    if (!code) {
      return std::nullopt;
    }
    output.put_utf8(*code);
  }
  return output.size();
}

}  // namespace iotdm
