#pragma once

#include <cstdint>

#include "ports.h"

namespace iotdm::esp8266 {

// One transfer on a two-wire bus, by hand. Not the Arduino core's twi: that takes a clock that is held low for a bit
// and returns garbage as if it were read, may wait for it at every bit, and brings the code of a slave into IRAM.
bool two_wire_transfer(const TwoWirePart& part, const uint8_t* out, uint8_t out_size, uint8_t* in, uint8_t in_size);

}  // namespace iotdm::esp8266
