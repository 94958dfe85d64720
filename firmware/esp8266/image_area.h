#pragma once

#include <array>

#include "ports.h"

namespace iotdm::esp8266 {

// A new image right in front of the core's sectors, from where the Arduino core's boot loader copies it over the
// running one. Not the core's Updater: that would check and start the file as a whole, and here the footer's checks
// come in between.
class ImageArea final : public ImageSink {
 public:
  Result begin(uint32_t size) override;
  bool write(const void* bytes, size_t size) override;
  bool read(uint32_t offset, void* to, size_t size) override;
  Result finish(uint32_t size, uint32_t unpacked_size) override;
  void abort() override;

 private:
  // What the flash memory programs at once.
  static constexpr size_t kPageSize = 256;

  bool program_page();

  uint32_t begin_ = 0;
  uint32_t programmed_ = 0;  // bytes from begin_ on
  size_t filled_ = 0;
  alignas(uint32_t) std::array<uint8_t, kPageSize> page_;
};

}  // namespace iotdm::esp8266
