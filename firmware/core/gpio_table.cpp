#include "gpio_table.h"

namespace iotdm {

uint8_t capabilities(uint32_t gpio) {
  if (gpio >= kGpioCount || is_flash_gpio(gpio)) {
    return 0;
  }
  if (gpio == kGpioAnalog) {
    return kCanAnalog;
  }
  if (gpio == 16) {
    return kCanRead | kCanDrive | kCanPullDown;
  }
  const uint8_t general = kCanRead | kCanDrive | kCanPwm | kCanPullUp | kCanInterrupt;
  return gpio == 2 ? general | kCanPixels : general;
}

}  // namespace iotdm
