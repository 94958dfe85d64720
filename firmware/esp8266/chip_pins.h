#pragma once

#include <cstdint>

#include "edge_capture.h"
#include "pixel_wire.h"
#include "ports.h"

namespace iotdm::esp8266 {

// The GPIOs of the chip.
class ChipPins final : public Gpio {
 public:
  void set_mode(uint8_t gpio, PinMode mode) override;
  void write(uint8_t gpio, bool high) override;
  void write_pwm(uint8_t gpio, uint16_t duty, uint16_t hertz) override;
  void write_wave(uint8_t gpio, uint32_t high_us, uint32_t low_us) override;
  bool read(uint8_t gpio) override;
  uint16_t read_analog(uint8_t gpio) override;
  void watch_pulses(PulseWatch& watch) override;
  void watch_encoder(EncoderWatch& watch) override;
  void unwatch(uint8_t gpio) override;
  bool settle(PulseWatch& watch) override;
  void write_pixels(uint8_t gpio, PixelSource& source, uint16_t count) override;
  bool begin_capture(uint8_t gpio) override { return capture_.begin(gpio); }
  Gaps end_capture(uint8_t gpio) override { return capture_.end(gpio); }
  bool reset_one_wire(uint8_t gpio) override;
  bool one_wire_slot(uint8_t gpio, bool bit) override;
  bool transfer(const TwoWirePart& part, const uint8_t* out, uint8_t out_size, uint8_t* in, uint8_t in_size) override;

 private:
  PixelWire wire_;
  EdgeCapture capture_;
};

}  // namespace iotdm::esp8266
