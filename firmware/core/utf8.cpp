#include "utf8.h"

#include <cstdint>

namespace iotdm {

bool is_utf8(std::string_view text) {
  uint8_t missing = 0;
  // What the next byte of a character may be. The first bytes E0, ED, F0 and F4 narrow it.
  uint8_t lowest = 0x80;
  uint8_t highest = 0xBF;
  for (const char c : text) {
    const auto byte = static_cast<uint8_t>(c);
    if (missing > 0) {
      if (byte < lowest || byte > highest) {
        return false;
      }
      --missing;
      lowest = 0x80;
      highest = 0xBF;
    } else if (byte >= 0x80) {
      if (byte < 0xC2 || byte > 0xF4) {
        return false;
      }
      missing = byte < 0xE0 ? 1 : byte < 0xF0 ? 2 : 3;
      lowest = byte == 0xE0 ? 0xA0 : byte == 0xF0 ? 0x90 : 0x80;
      highest = byte == 0xED ? 0x9F : byte == 0xF4 ? 0x8F : 0xBF;
    }
  }
  return missing == 0;
}

}  // namespace iotdm
