#pragma once

#include <cstddef>
#include <cstdint>

namespace iotdm {

// CRC-32 as in zlib. To continue over several pieces, pass the previous result as `crc`.
uint32_t crc32(const void* data, size_t size, uint32_t crc = 0);

}  // namespace iotdm
