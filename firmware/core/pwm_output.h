#pragma once

#include <cstdint>

#include "ports.h"

namespace iotdm {

// How GPIOs show a share of the full power.
struct PwmOutput {
  // Shares are fixed-point numbers.
  static constexpr uint32_t kOne = 1 << 16;

  uint16_t least;  // thousandths of the full power, for the smallest share that is not 0
  uint16_t hertz;
  bool inverted;

  // `share` is 0 to kOne. A share above 0 is never dark.
  void drive(Gpio& gpio, uint8_t number, uint32_t share) const;
};

}  // namespace iotdm
