#pragma once

#include <cstddef>
#include <cstdint>

#include "ports.h"

namespace iotdm::esp8266 {

// The core's sectors in the flash memory, one behind the other.
class ChipFlash final : public Flash {
 public:
  bool read(uint8_t sector, size_t offset, void* to, size_t size) override;
  bool program(uint8_t sector, size_t offset, const void* from, size_t size) override;
  bool erase(uint8_t sector) override;
};

}  // namespace iotdm::esp8266
