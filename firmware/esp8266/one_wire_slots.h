#pragma once

#include <cstdint>

namespace iotdm::esp8266 {

// The signals of 1-Wire at a GPIO that is an input with a pull-up.
bool reset_one_wire(uint8_t gpio);
bool one_wire_slot(uint8_t gpio, bool bit);

}  // namespace iotdm::esp8266
