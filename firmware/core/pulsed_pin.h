#pragma once

#include "switched_pin.h"

namespace iotdm {

struct Pulses {
  uint16_t on_ms;
  uint16_t off_ms;
  uint8_t phases;  // how many pulses and pauses, from the first pulse to the last; 0: one pulse without end
  uint8_t again;   // how many follow whenever these are over
};

// A pin that gives pulses while it is on, and is off again behind the last one.
class PulsedPin : public SwitchedPin {
 public:
  PulsedPin(const GpioList& gpios, Gpio& gpio, const Pulses& pulses)
      : SwitchedPin(gpios, gpio),
        on_ms_(pulses.on_ms),
        off_ms_(pulses.off_ms),
        phases_(pulses.phases),
        again_(pulses.again) {}

  void start(const Start& start, uint32_t now_ms) final;
  void turn(bool on, uint32_t now_ms) final;
  bool tick(uint32_t now_ms) final;

 protected:
  ~PulsedPin() = default;

 private:
  virtual void drive(bool pulse) = 0;

  void begin(uint32_t now_ms);

  const uint16_t on_ms_;
  const uint16_t off_ms_;
  const uint8_t phases_;
  const uint8_t again_;

  uint8_t left_ = 0;  // phases with the present one, which is a pulse when odd; 0 when nothing will change
  uint32_t since_ms_ = 0;
};

}  // namespace iotdm
