#include "fake_flash.h"

#include <cstring>
#include <stdexcept>

namespace iotdm::test {

namespace {

void require_words(size_t offset, size_t size) {
  if (offset % 4 != 0 || size % 4 != 0 || offset + size > Flash::kSectorSize) {
    throw std::logic_error("the flash is read and programmed in whole words within one sector");
  }
}

}  // namespace

FakeFlash::Sector FakeFlash::erased() {
  Sector sector;
  sector.fill(0xFF);
  return sector;
}

bool FakeFlash::read(uint8_t sector, size_t offset, void* to, size_t size) {
  require_words(offset, size);
  if (cut_ || fails_reads_) {
    return false;
  }
  std::memcpy(to, sectors_.at(sector).data() + offset, size);
  return true;
}

bool FakeFlash::program(uint8_t sector, size_t offset, const void* from, size_t size) {
  require_words(offset, size);
  if (fails_) {
    return false;
  }
  const auto* bytes = static_cast<const uint8_t*>(from);
  for (size_t word = 0; word < size; word += 4) {
    bool half = false;
    const bool powered = begin_step(half);
    const size_t count = powered ? 4 : half ? 2 : 0;
    for (size_t i = word; i < word + count; ++i) {
      uint8_t& byte = sectors_.at(sector).at(offset + i);
      byte = static_cast<uint8_t>(byte & bytes[i]);
    }
    if (!powered) {
      return false;
    }
  }
  return true;
}

bool FakeFlash::erase(uint8_t sector) {
  if (fails_) {
    return false;
  }
  bool half = false;
  const bool powered = begin_step(half);
  const size_t count = powered ? kSectorSize : half ? kSectorSize / 2 : 0;
  std::memset(sectors_.at(sector).data(), 0xFF, count);
  erases_ += powered ? 1 : 0;
  return powered;
}

void FakeFlash::cut_after(uint32_t steps, Cut cut) {
  cut_at_ = steps_ + steps;
  how_ = cut;
  will_cut_ = true;
}

void FakeFlash::power_on() {
  cut_ = false;
  will_cut_ = false;
}

bool FakeFlash::begin_step(bool& half) {
  if (cut_) {
    return false;
  }
  if (will_cut_ && steps_ == cut_at_) {
    cut_ = true;
    half = how_ == Cut::kHalf;
    return false;
  }
  ++steps_;
  return true;
}

}  // namespace iotdm::test
