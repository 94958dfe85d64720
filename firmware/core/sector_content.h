#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "ports.h"

namespace iotdm {

// The content of a record in a flash sector, behind the header, which is the store's own: what the stores of the
// configuration and of the site have in common.

// Programs a content into an erased sector, piece by piece.
class ContentWriter {
 public:
  ContentWriter(Flash& flash, uint8_t sector, size_t offset) : flash_(flash), sector_(sector), offset_(offset) {}

  void add(std::string_view bytes);
  // False when something could not be programmed.
  bool finish();

  uint32_t size() const { return size_; }

 private:
  void program();

  Flash& flash_;
  uint8_t sector_;
  size_t offset_;
  alignas(uint32_t) std::array<char, 64> piece_;
  size_t filled_ = 0;
  uint32_t size_ = 0;
  bool ok_ = true;
};

// Reads a content of `size` bytes, from its beginning.
class ContentReader {
 public:
  ContentReader(Flash& flash, uint8_t sector, size_t offset, uint32_t size)
      : flash_(flash), sector_(sector), offset_(offset), left_(size) {}

  // False when there is not so much left, or it cannot be read.
  bool read(char* to, size_t size);
  bool at_end() const { return left_ == 0; }

 private:
  Flash& flash_;
  uint8_t sector_;
  size_t offset_;
  size_t left_;
};

// CRC-32 of a content; none when it cannot be read. `offset` is a whole word's.
std::optional<uint32_t> content_hash(Flash& flash, uint8_t sector, size_t offset, uint32_t size);

}  // namespace iotdm
