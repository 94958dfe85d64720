#pragma once

#include <cstdint>

namespace iotdm {

constexpr uint8_t kGpioCount = 18;
constexpr uint8_t kGpioAnalog = 17;

// What a GPIO can do, as bits.
enum Capability : uint8_t {
  kCanRead = 1 << 0,
  kCanDrive = 1 << 1,
  kCanPwm = 1 << 2,
  kCanPullUp = 1 << 3,
  kCanPullDown = 1 << 4,
  kCanAnalog = 1 << 5,
  kCanPixels = 1 << 6,
  kCanInterrupt = 1 << 7,
};

// The capabilities of a GPIO of the ESP8266; 0 for one that does not exist. Source: Espressif, ESP8266EX data sheet,
// and the Arduino core's reference: GPIO16 has no PWM, no interrupt and only a pull-down, GPIO17 stands for the analog
// input, GPIO2 is the output of UART1, which makes the signal for pixels.
uint8_t capabilities(uint32_t gpio);

// GPIO 6 to 11 are wired to the flash memory.
constexpr bool is_flash_gpio(uint32_t gpio) { return gpio >= 6 && gpio <= 11; }

}  // namespace iotdm
