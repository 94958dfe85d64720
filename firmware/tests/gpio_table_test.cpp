#include "gpio_table.h"

#include <doctest/doctest.h>

#include <initializer_list>

namespace iotdm {

TEST_CASE("GPIO 6 to 11 belong to the flash memory and can do nothing") {
  for (uint32_t gpio = 0; gpio < 40; ++gpio) {
    CAPTURE(gpio);
    CHECK(is_flash_gpio(gpio) == (gpio >= 6 && gpio <= 11));
  }
  for (uint32_t gpio = 6; gpio <= 11; ++gpio) {
    CHECK(capabilities(gpio) == 0);
  }
}

TEST_CASE("What does not exist can do nothing") {
  for (const uint32_t gpio : {18U, 255U, 256U, 262U, 4294967295U}) {
    CHECK(capabilities(gpio) == 0);
  }
}

TEST_CASE("Only GPIO16 has a pull-down, and it has no PWM, no pull-up and no interrupt") {
  CHECK(capabilities(16) == (kCanRead | kCanDrive | kCanPullDown));
  for (const uint32_t gpio : {0U, 1U, 3U, 4U, 5U, 12U, 13U, 14U, 15U}) {
    CAPTURE(gpio);
    CHECK(capabilities(gpio) == (kCanRead | kCanDrive | kCanPwm | kCanPullUp | kCanInterrupt));
  }
}

TEST_CASE("Only GPIO2 can speak to pixels, besides what the others can") {
  CHECK(capabilities(2) == (kCanRead | kCanDrive | kCanPwm | kCanPullUp | kCanInterrupt | kCanPixels));
}

TEST_CASE("GPIO17 is the analog input and nothing else") { CHECK(capabilities(kGpioAnalog) == kCanAnalog); }

}  // namespace iotdm
