#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace iotdm {

// Writes JSON into the caller's buffer. Commas come by themselves. When the buffer is too small, ok() turns false and
// nothing is written beyond it.
class JsonWriter {
 public:
  JsonWriter(char* buffer, size_t size) : buffer_(buffer), size_(size) {}

  JsonWriter& open_object() { return open('{'); }
  JsonWriter& close_object() { return close('}'); }
  JsonWriter& open_array() { return open('['); }
  JsonWriter& close_array() { return close(']'); }

  // Names and texts are written as they are: the core only writes its own words and names that it has checked.
  JsonWriter& key(const char* name);
  JsonWriter& key(std::string_view name);
  JsonWriter& text(std::string_view text);
  JsonWriter& text_or_null(std::string_view text);
  JsonWriter& hex(uint32_t value) { return hex_digits(value, 8); }
  JsonWriter& hex(const uint8_t* bytes, size_t count);
  // 0xRRGGBB.
  JsonWriter& colour(uint32_t value) { return hex_digits(value, 6); }
  JsonWriter& number(uint32_t value);
  JsonWriter& signed_number(int32_t value);
  // `value` in thousandths, written with as many decimals as it needs.
  JsonWriter& thousandths(int32_t value);
  JsonWriter& boolean(bool value);
  JsonWriter& null();

  bool ok() const { return ok_; }
  // For one more item of a list: false when only what has to follow it may still fit.
  bool has_room() const { return size_ - length_ > 256; }
  std::string_view view() const { return {buffer_, length_}; }

 private:
  JsonWriter& open(char brace);
  JsonWriter& close(char brace);
  void comma();
  void put(char c);
  void put(std::string_view text);
  JsonWriter& hex_digits(uint32_t value, uint8_t count);
  void put_hex(uint32_t value, uint8_t count);
  void put_digits(uint32_t value, uint8_t at_least);

  char* buffer_;
  size_t size_;
  size_t length_ = 0;
  bool needs_comma_ = false;
  bool ok_ = true;
};

}  // namespace iotdm
