#pragma once

#include <cstdint>

#include "ports.h"

namespace iotdm {

// Blinks an LED that no pin owns, so that a person finds the board.
class Identify {
 public:
  explicit Identify(Gpio& gpio) : gpio_(gpio) {}

  void start(uint8_t gpio, uint32_t seconds, uint32_t now_ms);
  void stop();
  void tick(uint32_t now_ms);

 private:
  Gpio& gpio_;
  bool running_ = false;
  bool level_ = false;
  uint8_t number_ = 0;
  uint32_t toggled_ms_ = 0;
  uint32_t ends_ms_ = 0;
};

}  // namespace iotdm
