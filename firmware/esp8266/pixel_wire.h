#pragma once

#include <cstdint>

#include "ports.h"

namespace iotdm::esp8266 {

// A strip of pixels at the output of UART1. pixel_code.h says how a UART speaks to a strip.
class PixelWire {
 public:
  static constexpr uint8_t kGpio = 2;

  // Takes the GPIO over, if it has not yet, and sends one frame.
  void send(PixelSource& source, uint16_t count);
  // Sends a dark frame, if the GPIO was taken over; pinMode() gives it back then.
  void end();

 private:
  void begin();

  bool begun_ = false;
};

}  // namespace iotdm::esp8266
