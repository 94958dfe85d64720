#include "flash_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstring>
#include <stdexcept>

namespace iotdm::host {

FlashFile::FlashFile(const std::filesystem::path& path) : content_(kSectorCount * kSectorSize, 0xFF) {
  file_ = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (file_ < 0) {
    throw std::runtime_error("cannot open " + path.string() + ": " + std::strerror(errno));
  }
  const ssize_t size = pread(file_, content_.data(), content_.size(), 0);
  const bool whole = size == static_cast<ssize_t>(content_.size());
  if (!whole && !write_through(0, content_.size())) {
    throw std::runtime_error("cannot write " + path.string());
  }
}

FlashFile::~FlashFile() { close(file_); }

bool FlashFile::read(uint8_t sector, size_t offset, void* to, size_t size) {
  if (!in_range(sector, offset, size)) {
    return false;
  }
  std::memcpy(to, content_.data() + sector * kSectorSize + offset, size);
  return true;
}

bool FlashFile::program(uint8_t sector, size_t offset, const void* from, size_t size) {
  if (!in_range(sector, offset, size)) {
    return false;
  }
  const size_t position = sector * kSectorSize + offset;
  const auto* bytes = static_cast<const uint8_t*>(from);
  for (size_t i = 0; i < size; ++i) {
    content_[position + i] &= bytes[i];
  }
  return write_through(position, size);
}

bool FlashFile::erase(uint8_t sector) {
  if (!in_range(sector, 0, kSectorSize)) {
    return false;
  }
  const size_t position = sector * kSectorSize;
  std::memset(content_.data() + position, 0xFF, kSectorSize);
  return write_through(position, kSectorSize);
}

bool FlashFile::in_range(uint8_t sector, size_t offset, size_t size) const {
  const bool aligned = offset % 4 == 0 && size % 4 == 0;
  return sector < kSectorCount && aligned && offset + size <= kSectorSize;
}

bool FlashFile::write_through(size_t position, size_t size) {
  const ssize_t written = pwrite(file_, content_.data() + position, size, static_cast<off_t>(position));
  return written == static_cast<ssize_t>(size);
}

}  // namespace iotdm::host
