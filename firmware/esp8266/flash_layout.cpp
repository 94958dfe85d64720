#include "flash_layout.h"

#include <Arduino.h>
#include <flash_hal.h>

namespace iotdm::esp8266 {

namespace {

constexpr uint32_t kMegabyte = 1024 * 1024;

}  // namespace

uint32_t sectors_begin() { return FS_PHYS_ADDR; }

uint32_t layout_bytes() { return sectors_begin() < kMegabyte ? kMegabyte : 4 * kMegabyte; }

}  // namespace iotdm::esp8266
