#pragma once

#include <array>
#include <cstdint>

#include "ports.h"

namespace iotdm::test {

// RTC memory that a test can look into, spoil and lose.
class FakeRtc final : public RtcMemory {
 public:
  FakeRtc() { power_on(); }

  bool read(uint8_t word, uint32_t* to, uint8_t count) override;
  bool write(uint8_t word, const uint32_t* from, uint8_t count) override;

  // What is found after power-on is anything, and not the same twice.
  void power_on();
  // From now on nothing can be read or written.
  void fail() { fails_ = true; }

  std::array<uint32_t, kWords>& words() { return words_; }
  uint32_t writes() const { return writes_; }

 private:
  std::array<uint32_t, kWords> words_{};
  uint32_t lot_ = 20262;
  uint32_t writes_ = 0;
  bool fails_ = false;
};

inline bool FakeRtc::read(uint8_t word, uint32_t* to, uint8_t count) {
  for (uint8_t i = 0; i < count; ++i) {
    to[i] = words_.at(static_cast<size_t>(word + i));
  }
  return !fails_;
}

inline bool FakeRtc::write(uint8_t word, const uint32_t* from, uint8_t count) {
  for (uint8_t i = 0; i < count && !fails_; ++i) {
    words_.at(static_cast<size_t>(word + i)) = from[i];
  }
  ++writes_;
  return !fails_;
}

inline void FakeRtc::power_on() {
  for (uint32_t& word : words_) {
    lot_ = lot_ * 1664525 + 1013904223;
    word = lot_;
  }
}

}  // namespace iotdm::test
