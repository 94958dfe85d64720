#include "dice.h"

#include "crc32.h"

namespace iotdm {

uint32_t Dice::mix_of(std::string_view id, uint32_t boot) {
  return crc32(&boot, sizeof(boot), crc32(id.data(), id.size()));
}

}  // namespace iotdm
