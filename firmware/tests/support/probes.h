#pragma once

#include <cstdint>

#include "one_wire_bus.h"

namespace iotdm::test {

// The number of a DS18B20 with this one of its own.
inline simulation::Probe::Rom rom_of(uint32_t serial) {
  simulation::Probe::Rom rom = {0x28, static_cast<uint8_t>(serial), static_cast<uint8_t>(serial >> 8),
                                static_cast<uint8_t>(serial >> 16), static_cast<uint8_t>(serial >> 24)};
  rom.back() = simulation::checksum(rom.data(), rom.size() - 1);
  return rom;
}

}  // namespace iotdm::test
