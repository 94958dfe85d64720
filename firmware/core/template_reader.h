#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "flash_text.h"
#include "text_sink.h"

namespace iotdm {

// What a template asks for. `row` counts within the repeated part.
class TemplateValues {
 public:
  virtual bool applies(char condition, uint8_t row) const = 0;
  virtual void insert(char name, uint8_t row, TextSink& to) const = 0;
  virtual uint8_t rows() const = 0;

 protected:
  ~TemplateValues() = default;
};

// Fills a template in, as much at a time as the reader wants, so that no page ever needs a buffer of its size.
//
// In the template, $a inserts what is called `a`; $[c to $] is there only if `c` applies, and may be nested; $* to $/
// is there once for each row. $$ is a dollar sign.
class TemplateReader {
 public:
  TemplateReader(const FlashText& text, const TemplateValues& values) : text_(text), values_(values) {}

  // Goes back to the beginning.
  void begin();
  // Writes the next characters. Less than `size` means that this was the end.
  size_t read(char* to, size_t size);

 private:
  char next();
  void control(char mark);

  const FlashText& text_;
  const TemplateValues& values_;
  size_t position_ = 0;
  size_t repeat_from_ = 0;
  uint16_t inserted_ = 0;  // characters of the present insertion that have been read
  uint8_t hidden_ = 0;     // how many parts deep we are in one that does not apply
  uint8_t row_ = 0;
  // A window on the flash, because single bytes are slow to read there.
  std::array<char, 16> window_;
  size_t window_at_ = 0;
  size_t window_size_ = 0;
};

}  // namespace iotdm
