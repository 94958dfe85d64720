#pragma once

#include <cstdint>

#include "ports.h"

namespace iotdm::esp8266 {

// The memory beside the chip's clock.
class ChipRtc final : public RtcMemory {
 public:
  bool read(uint8_t word, uint32_t* to, uint8_t count) override;
  bool write(uint8_t word, const uint32_t* from, uint8_t count) override;
};

}  // namespace iotdm::esp8266
