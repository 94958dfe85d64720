#include "sector_content.h"

#include <cstring>

#include "crc32.h"

namespace iotdm {

namespace {

constexpr size_t kWord = sizeof(uint32_t);

constexpr size_t up_to_words(size_t size) { return (size + kWord - 1) & ~(kWord - 1); }

}  // namespace

void ContentWriter::add(std::string_view bytes) {
  size_ += static_cast<uint32_t>(bytes.size());
  while (!bytes.empty()) {
    const size_t copied = bytes.copy(piece_.data() + filled_, piece_.size() - filled_);
    bytes.remove_prefix(copied);
    filled_ += copied;
    if (filled_ == piece_.size()) {
      program();
    }
  }
}

bool ContentWriter::finish() {
  if (filled_ > 0) {
    program();
  }
  return ok_;
}

void ContentWriter::program() {
  const size_t size = up_to_words(filled_);
  std::memset(piece_.data() + filled_, 0xFF, size - filled_);
  ok_ = ok_ && flash_.program(sector_, offset_, piece_.data(), size);
  offset_ += size;
  filled_ = 0;
}

bool ContentReader::read(char* to, size_t size) {
  if (size > left_) {
    return false;
  }
  left_ -= size;
  while (size > 0) {
    // The flash is read in whole words, the content is of bytes.
    alignas(uint32_t) char words[64];
    const size_t before = offset_ % kWord;
    const size_t room = sizeof(words) - before;
    const size_t piece = size < room ? size : room;
    if (!flash_.read(sector_, offset_ - before, words, up_to_words(before + piece))) {
      return false;
    }
    std::memcpy(to, words + before, piece);
    to += piece;
    offset_ += piece;
    size -= piece;
  }
  return true;
}

std::optional<uint32_t> content_hash(Flash& flash, uint8_t sector, size_t offset, uint32_t size) {
  alignas(uint32_t) char piece[64];
  uint32_t hash = 0;
  for (uint32_t done = 0; done < size; done += sizeof(piece)) {
    const uint32_t left = size - done;
    const uint32_t now = left < sizeof(piece) ? left : sizeof(piece);
    if (!flash.read(sector, offset + done, piece, up_to_words(now))) {
      return std::nullopt;
    }
    hash = crc32(piece, now, hash);
  }
  return hash;
}

}  // namespace iotdm
