#pragma once

#include <cstdint>

namespace iotdm::host {

// The clock of the process: real, or virtual and moved only by advance(), which moves both. Uptimes are counted on it.
class Clock {
 public:
  explicit Clock(bool is_virtual, uint32_t start_ms) : virtual_(is_virtual), offset_ms_(start_ms) {
    offset_ms_ -= is_virtual ? 0 : monotonic_ms();
  }

  uint32_t now_ms() const { return virtual_ ? offset_ms_ : offset_ms_ + monotonic_ms(); }
  void advance(uint32_t ms) { offset_ms_ += ms; }

 private:
  static uint32_t monotonic_ms();

  bool virtual_;
  uint32_t offset_ms_;
};

// Microseconds since 1970, to compare an event with the clock of another process.
uint64_t unix_us();

}  // namespace iotdm::host
