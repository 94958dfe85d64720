#include "i2c_sensor.h"

namespace iotdm {

void I2cSensor::prepare() {
  gpio_.set_mode(number(0), PinMode::kInputPullUp);
  gpio_.set_mode(number(1), PinMode::kInputPullUp);
}

SensorPin::Step I2cSensor::read(uint8_t& step, uint32_t now_ms) {
  const bool measures = step != 0 && static_cast<uint16_t>(now_ms - begun_ms_) < measures_for_ms_;
  if (measures || !gpio_.take_turn(now_ms)) {
    return Step::kGoesOn;
  }
  if (step == 0) {
    begun_ms_ = static_cast<uint16_t>(now_ms);
  }
  return ask(step++);
}

bool I2cSensor::transfer(const uint8_t* out, uint8_t out_size, uint8_t* in, uint8_t in_size) {
  return gpio_.transfer({number(0), number(1), address_}, out, out_size, in, in_size);
}

}  // namespace iotdm
