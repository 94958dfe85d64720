#pragma once

#include <cstdint>

#include "ports.h"

namespace iotdm {

// Counts the boots of the device's life: one small record is appended at each boot, in two sectors in turn, so that a
// sector is erased only every 1,024 boots and a power cut never loses the count.
class BootCounter {
 public:
  explicit BootCounter(Flash& flash) : flash_(flash) {}

  // Adds this boot and returns its number, from 1. A failing flash repeats a number; it never stops the boot.
  uint32_t count();

 private:
  struct Record {
    uint32_t boot;
    uint32_t check;
  };

  // Offset of the first erased record, or the sector's size when it is full. Updates `highest`.
  uint32_t scan(uint8_t sector, uint32_t& highest);

  Flash& flash_;
};

}  // namespace iotdm
