#pragma once

#include <cstdint>

#include "ports.h"

namespace iotdm::esp8266 {

// Measures the gaps between falling edges by an interrupt, so that nobody has to wait for them.
class EdgeCapture {
 public:
  bool begin(uint8_t gpio);
  Gaps end(uint8_t gpio);

 private:
  static void on_edge(void* capture);

  uint32_t last_us_ = 0;
  uint8_t edges_ = 0;
  uint8_t gpio_ = 0;
  bool running_ = false;
  uint8_t gaps_[Gpio::kMostGaps];  // no std::array, whose functions may lie in flash
};

}  // namespace iotdm::esp8266
