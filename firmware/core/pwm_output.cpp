#include "pwm_output.h"

namespace iotdm {

void PwmOutput::drive(Gpio& gpio, uint8_t number, uint32_t share) const {
  uint32_t duty = 0;
  if (share != 0) {
    const uint32_t low = least * kOne / 1000;
    const uint32_t power = low + static_cast<uint32_t>((static_cast<uint64_t>(kOne - low) * share) >> 16);
    duty = (power * Gpio::kFullDuty) >> 16;
    duty = duty == 0 ? 1 : duty;
  }
  if (duty == 0 || duty == Gpio::kFullDuty) {
    gpio.write(number, (duty != 0) != inverted);
  } else {
    gpio.write_pwm(number, static_cast<uint16_t>(inverted ? Gpio::kFullDuty - duty : duty), hertz);
  }
}

}  // namespace iotdm
