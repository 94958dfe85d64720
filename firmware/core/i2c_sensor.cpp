#include "i2c_sensor.h"

namespace iotdm {

void I2cSensor::prepare() {
  gpio_.set_mode(number(0), PinMode::kInputPullUp);
  gpio_.set_mode(number(1), PinMode::kInputPullUp);
}

bool I2cSensor::transfer(const uint8_t* out, uint8_t out_size, uint8_t* in, uint8_t in_size) {
  return gpio_.transfer({number(0), number(1), address_}, out, out_size, in, in_size);
}

}  // namespace iotdm
