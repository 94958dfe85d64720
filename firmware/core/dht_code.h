#pragma once

#include <cstdint>

#include "ports.h"

namespace iotdm {

// As the words of the option are stored.
enum class DhtModel : uint8_t { kDht22, kDht11 };

// In tenths of a degree Celsius, and of a percent.
struct Climate {
  int16_t temperature;
  int16_t humidity;
};

// What a DHT11 or DHT22 said, from the gaps between the falling edges of its answer. False when one is missing, too
// many or of a length that none can have, when the checksum is wrong, or when it cannot have measured that.
bool decode_dht(const Gaps& gaps, DhtModel model, Climate& climate);

}  // namespace iotdm
