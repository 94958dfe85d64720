#pragma once

#include <cstdint>

#include "ports.h"

// Where things lie in flash, as the linker script of the layout has it; docs/flash-layout.md shows it.
namespace iotdm::esp8266 {

// The core's sectors lie where the layout has its file system, of which there is none here. Everything in front of them
// belongs to the running image and to the one that comes by an update.
uint32_t sectors_begin();

// The layout's size, which is what an update must have been made for; the chip may have more.
uint32_t layout_bytes();

constexpr uint32_t whole_sectors(uint32_t size) {
  constexpr auto kSector = static_cast<uint32_t>(Flash::kSectorSize);
  return (size + kSector - 1) / kSector * kSector;
}

}  // namespace iotdm::esp8266
