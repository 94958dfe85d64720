#include "edge_capture.h"

#include <Arduino.h>

namespace iotdm::esp8266 {

// In RAM, and so is all that it calls: the flash cannot be read while it is written, and is slow otherwise.
void IRAM_ATTR EdgeCapture::on_edge(void* context) {
  auto& capture = *static_cast<EdgeCapture*>(context);
  const uint32_t now_us = micros();
  const uint32_t gap_us = now_us - capture.last_us_;
  capture.last_us_ = now_us;
  const uint32_t edges = capture.edges_;
  if (edges > Gpio::kMostGaps) {
    return;
  }
  if (edges > 0) {
    capture.gaps_[edges - 1] = static_cast<uint8_t>(gap_us < 255 ? gap_us : 255);
  }
  capture.edges_ = static_cast<uint8_t>(edges + 1);
}

bool EdgeCapture::begin(uint8_t gpio) {
  if (running_) {
    return false;
  }
  running_ = true;
  gpio_ = gpio;
  edges_ = 0;
  // Before the sensor can answer. pinMode() leaves the interrupt as it is.
  attachInterruptArg(gpio, on_edge, this, FALLING);
  pinMode(gpio, INPUT_PULLUP);
  return true;
}

Gaps EdgeCapture::end(uint8_t gpio) {
  if (!running_ || gpio_ != gpio) {
    return {};
  }
  running_ = false;
  detachInterrupt(gpio);
  return {gaps_, static_cast<uint8_t>(edges_ == 0 ? 0 : edges_ - 1)};
}

}  // namespace iotdm::esp8266
