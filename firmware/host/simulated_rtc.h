#pragma once

#include <algorithm>
#include <array>
#include <random>

#include "ports.h"

namespace iotdm::host {

// The chip's RTC memory: it survives restarts and crashes; power-on leaves anything in it.
class SimulatedRtc final : public RtcMemory {
 public:
  SimulatedRtc() { power_on(); }

  bool read(uint8_t word, uint32_t* to, uint8_t count) override {
    std::copy_n(words_.begin() + word, count, to);
    return true;
  }
  bool write(uint8_t word, const uint32_t* from, uint8_t count) override {
    std::copy_n(from, count, words_.begin() + word);
    return true;
  }

  void power_on() {
    std::mt19937 lot(std::random_device{"/dev/urandom"}());
    for (uint32_t& word : words_) {
      word = static_cast<uint32_t>(lot());
    }
  }

 private:
  std::array<uint32_t, kWords> words_;
};

}  // namespace iotdm::host
