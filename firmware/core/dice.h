#pragma once

#include <cstdint>
#include <string_view>

#include "ports.h"

namespace iotdm {

// Random numbers with the chip's id and boot mixed in, so that boards whose generators begin alike neither repeat a
// session nor come back in lock-step.
class Dice {
 public:
  explicit Dice(System& system) : system_(system) {}

  // Until this is called, the numbers are those of the layer.
  void begin(std::string_view id, uint32_t boot) { mix_ = mix_of(id, boot); }
  uint32_t roll() { return system_.random() ^ mix_; }

  static uint32_t mix_of(std::string_view id, uint32_t boot);

 private:
  System& system_;
  uint32_t mix_ = 0;
};

}  // namespace iotdm
