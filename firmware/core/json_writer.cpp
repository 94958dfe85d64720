#include "json_writer.h"

namespace iotdm {

JsonWriter& JsonWriter::open(char brace) {
  comma();
  put(brace);
  needs_comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::close(char brace) {
  put(brace);
  needs_comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::key(const char* name) { return key(std::string_view(name)); }

JsonWriter& JsonWriter::key(std::string_view name) {
  text(name);
  put(':');
  needs_comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::text(std::string_view text) {
  comma();
  put('"');
  put(text);
  put('"');
  return *this;
}

JsonWriter& JsonWriter::text_or_null(std::string_view value) { return value.empty() ? null() : text(value); }

JsonWriter& JsonWriter::hex_digits(uint32_t value, uint8_t count) {
  comma();
  put('"');
  put_hex(value, count);
  put('"');
  return *this;
}

JsonWriter& JsonWriter::hex(const uint8_t* bytes, size_t count) {
  comma();
  put('"');
  for (size_t i = 0; i < count; ++i) {
    put_hex(bytes[i], 2);
  }
  put('"');
  return *this;
}

void JsonWriter::put_hex(uint32_t value, uint8_t count) {
  while (count > 0) {
    --count;
    const auto digit = static_cast<char>((value >> (4 * count)) & 0xF);
    put(static_cast<char>(digit < 10 ? '0' + digit : 'a' + digit - 10));
  }
}

JsonWriter& JsonWriter::number(uint32_t value) {
  comma();
  put_digits(value, 1);
  return *this;
}

JsonWriter& JsonWriter::signed_number(int32_t value) {
  comma();
  if (value < 0) {
    put('-');
  }
  put_digits(value < 0 ? 0U - static_cast<uint32_t>(value) : static_cast<uint32_t>(value), 1);
  return *this;
}

JsonWriter& JsonWriter::thousandths(int32_t value) {
  comma();
  if (value < 0) {
    put('-');
  }
  const uint32_t size = value < 0 ? 0U - static_cast<uint32_t>(value) : static_cast<uint32_t>(value);
  put_digits(size / 1000, 1);
  uint32_t fraction = size % 1000;
  if (fraction == 0) {
    return *this;
  }
  put('.');
  uint8_t digits = 3;
  while (fraction % 10 == 0) {
    fraction /= 10;
    --digits;
  }
  put_digits(fraction, digits);
  return *this;
}

JsonWriter& JsonWriter::boolean(bool value) {
  comma();
  put(value ? std::string_view("true") : std::string_view("false"));
  return *this;
}

JsonWriter& JsonWriter::null() {
  comma();
  put(std::string_view("null"));
  return *this;
}

void JsonWriter::comma() {
  if (needs_comma_) {
    put(',');
  }
  needs_comma_ = true;
}

void JsonWriter::put(char c) { put(std::string_view(&c, 1)); }

void JsonWriter::put(std::string_view text) {
  if (!ok_ || text.size() > size_ - length_) {
    ok_ = false;
    return;
  }
  length_ += text.copy(buffer_ + length_, text.size());
}

void JsonWriter::put_digits(uint32_t value, uint8_t at_least) {
  char digits[10];
  uint8_t count = 0;
  while (value != 0 || count < at_least) {
    digits[count++] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
  while (count > 0) {
    put(digits[--count]);
  }
}

}  // namespace iotdm
