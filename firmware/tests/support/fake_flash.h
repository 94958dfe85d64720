#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "ports.h"

namespace iotdm::test {

// Sectors with NOR rules, whose power can be cut at every programmed byte and in every erase.
class FakeFlash final : public Flash {
 public:
  using Sector = std::array<uint8_t, kSectorSize>;

  FakeFlash() { sectors_.resize(kSectorCount, erased()); }

  bool read(uint8_t sector, size_t offset, void* to, size_t size) override;
  bool program(uint8_t sector, size_t offset, const void* from, size_t size) override;
  bool erase(uint8_t sector) override;

  // What a power cut leaves of the byte or the sector that it hits: all of it as it was; the first half done; or every
  // second bit done.
  enum class Cut { kUntouched, kHalf, kEverySecondBit };
  static constexpr std::array<Cut, 3> kCuts = {Cut::kUntouched, Cut::kHalf, Cut::kEverySecondBit};

  // Cuts the power during the step behind `steps` more ones; a step is one programmed byte or one erase.
  void cut_after(uint32_t steps, Cut cut);
  bool is_cut() const { return cut_; }
  void power_on();

  // From now on programming and erasing fail, and change nothing.
  void fail(bool fails) { fails_ = fails; }
  // From now on nothing can be read.
  void fail_reads() { fails_reads_ = true; }

  // Bytes programmed and sectors erased so far.
  uint32_t steps() const { return steps_; }
  uint32_t erases() const { return erases_; }

  Sector& sector(uint8_t number) { return sectors_.at(number); }

 private:
  static Sector erased();
  enum class Step { kWhole, kCutWithin, kNothing };
  Step begin_step();
  uint8_t undone() const;

  std::vector<Sector> sectors_;
  uint32_t steps_ = 0;
  uint32_t erases_ = 0;
  uint32_t cut_at_ = 0;
  bool will_cut_ = false;
  bool cut_ = false;
  bool fails_ = false;
  bool fails_reads_ = false;
  Cut how_ = Cut::kUntouched;
};

}  // namespace iotdm::test
