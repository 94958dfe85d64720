#include "fake_flash.h"

#include <cstring>
#include <stdexcept>

namespace iotdm::test {

namespace {

constexpr uint8_t kEverySecond = 0x55;

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
  for (size_t i = 0; i < size; ++i) {
    const Step step = begin_step();
    uint8_t& byte = sectors_.at(sector).at(offset + i);
    if (step == Step::kWhole) {
      byte = static_cast<uint8_t>(byte & bytes[i]);
      continue;
    }
    if (step == Step::kCutWithin) {
      byte = static_cast<uint8_t>(byte & (bytes[i] | undone()));
    }
    return false;
  }
  return true;
}

bool FakeFlash::erase(uint8_t sector) {
  if (fails_) {
    return false;
  }
  const Step step = begin_step();
  Sector& bytes = sectors_.at(sector);
  if (step == Step::kCutWithin && how_ == Cut::kEverySecondBit) {
    for (uint8_t& byte : bytes) {
      byte |= kEverySecond;
    }
  }
  const size_t half = step == Step::kCutWithin && how_ == Cut::kHalf ? kSectorSize / 2 : 0;
  std::memset(bytes.data(), 0xFF, step == Step::kWhole ? kSectorSize : half);
  erases_ += step == Step::kWhole ? 1 : 0;
  return step == Step::kWhole;
}

// The bits of the byte at hand that the power cut leaves as they were.
uint8_t FakeFlash::undone() const {
  switch (how_) {
    case Cut::kHalf:
      return 0x0F;
    case Cut::kEverySecondBit:
      return static_cast<uint8_t>(~kEverySecond);
    default:
      return 0xFF;
  }
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

FakeFlash::Step FakeFlash::begin_step() {
  if (cut_) {
    return Step::kNothing;
  }
  if (will_cut_ && steps_ == cut_at_) {
    cut_ = true;
    return Step::kCutWithin;
  }
  ++steps_;
  return Step::kWhole;
}

}  // namespace iotdm::test
