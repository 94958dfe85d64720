#include "chip_flash.h"

#include <Arduino.h>

#include "flash_layout.h"

namespace iotdm::esp8266 {

namespace {

uint32_t address_of(uint8_t sector, size_t offset) { return sectors_begin() + sector * Flash::kSectorSize + offset; }

bool in_range(uint8_t sector, size_t offset, size_t size) {
  const bool aligned = offset % 4 == 0 && size % 4 == 0;
  return sector < kSectorCount && aligned && offset + size <= Flash::kSectorSize;
}

}  // namespace

// The functions for bytes, because they also take memory that is not aligned; where it is, they copy nothing.
bool ChipFlash::read(uint8_t sector, size_t offset, void* to, size_t size) {
  return in_range(sector, offset, size) && ESP.flashRead(address_of(sector, offset), static_cast<uint8_t*>(to), size);
}

bool ChipFlash::program(uint8_t sector, size_t offset, const void* from, size_t size) {
  return in_range(sector, offset, size) &&
         ESP.flashWrite(address_of(sector, offset), static_cast<const uint8_t*>(from), size);
}

bool ChipFlash::erase(uint8_t sector) {
  return in_range(sector, 0, 0) && ESP.flashEraseSector(address_of(sector, 0) / kSectorSize);
}

}  // namespace iotdm::esp8266
