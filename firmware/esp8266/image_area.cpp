#include "image_area.h"

#include <Arduino.h>
#include <eboot_command.h>

#include <cstring>

#include "flash_layout.h"

namespace iotdm::esp8266 {

ImageSink::Result ImageArea::begin(uint32_t size) {
  const uint32_t end = sectors_begin();
  if (size > end || whole_sectors(size) + whole_sectors(ESP.getSketchSize()) > end) {
    return Result::kTooBig;
  }
  begin_ = end - whole_sectors(size);
  programmed_ = 0;
  filled_ = 0;
  return Result::kOk;
}

bool ImageArea::write(const void* bytes, size_t size) {
  const auto* from = static_cast<const uint8_t*>(bytes);
  while (size > 0) {
    const size_t left = page_.size() - filled_;
    const size_t taken = size < left ? size : left;
    std::memcpy(page_.data() + filled_, from, taken);
    filled_ += taken;
    from += taken;
    size -= taken;
    if (filled_ == page_.size() && !program_page()) {
      return false;
    }
  }
  return true;
}

bool ImageArea::program_page() {
  const uint32_t address = begin_ + programmed_;
  if (address % Flash::kSectorSize == 0 && !ESP.flashEraseSector(address / Flash::kSectorSize)) {
    return false;
  }
  std::memset(page_.data() + filled_, 0xFF, page_.size() - filled_);
  programmed_ += page_.size();
  filled_ = 0;
  return ESP.flashWrite(address, page_.data(), page_.size());
}

bool ImageArea::read(uint32_t offset, void* to, size_t size) {
  // Nothing is written any more once it is read back, so what is left may become a page.
  if (filled_ > 0 && !program_page()) {
    return false;
  }
  return ESP.flashRead(begin_ + offset, static_cast<uint8_t*>(to), size);
}

ImageSink::Result ImageArea::finish(uint32_t size, uint32_t unpacked_size) {
  // What the boot loader copies must not reach into where it copies from.
  const uint32_t longest = size > unpacked_size ? size : unpacked_size;
  if (longest > begin_ || whole_sectors(longest) > begin_) {
    return Result::kTooBig;
  }
  eboot_command command{};
  command.action = ACTION_COPY_RAW;
  command.args[0] = begin_;
  command.args[1] = 0;
  command.args[2] = size;
  eboot_command_write(&command);
  return Result::kOk;
}

void ImageArea::abort() { filled_ = 0; }

}  // namespace iotdm::esp8266
