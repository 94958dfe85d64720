#include "crc32.h"

namespace iotdm {

namespace {

// Four bits at a time: a table of 64 bytes instead of 1,024, because constant data costs RAM on the chip.
constexpr uint32_t kTable[16] = {0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4,
                                 0x4db26158, 0x5005713c, 0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
                                 0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c};

uint32_t next(uint32_t crc) { return (crc >> 4) ^ kTable[crc & 0xF]; }

}  // namespace

uint32_t crc32(const void* data, size_t size, uint32_t crc) {
  const auto* bytes = static_cast<const uint8_t*>(data);
  const auto* const end = bytes + size;
  crc = ~crc;
  while (bytes != end) {
    crc = next(next(crc ^ *bytes++));
  }
  return ~crc;
}

}  // namespace iotdm
