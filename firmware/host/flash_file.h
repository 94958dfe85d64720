#pragma once

#include <filesystem>
#include <vector>

#include "ports.h"

namespace iotdm::host {

// The core's flash sectors in a file, with NOR rules: programming only clears bits, erasing sets a whole sector. Each
// change is written through, so that killing the process is a power cut.
class FlashFile final : public Flash {
 public:
  // Opens or creates the file, fully erased. Throws std::runtime_error when that fails.
  explicit FlashFile(const std::filesystem::path& path);
  ~FlashFile();
  FlashFile(const FlashFile&) = delete;
  FlashFile& operator=(const FlashFile&) = delete;

  bool read(uint8_t sector, size_t offset, void* to, size_t size) override;
  bool program(uint8_t sector, size_t offset, const void* from, size_t size) override;
  bool erase(uint8_t sector) override;

 private:
  bool in_range(uint8_t sector, size_t offset, size_t size) const;
  bool write_through(size_t position, size_t size);

  std::vector<uint8_t> content_;
  int file_ = -1;
};

}  // namespace iotdm::host
