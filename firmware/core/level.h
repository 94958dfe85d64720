#pragma once

#include <array>
#include <cstdint>

namespace iotdm {

// What of a pin outlives a changed configuration and a restart. Of whole words: it is copied often.
struct alignas(uint32_t) Level {
  bool known = false;  // `value` is that of a pin of this type
  bool on = false;
  std::array<uint8_t, 6> value{};  // brightness, colour, position: as the type wants it
};

// How a pin begins.
struct Start {
  Level level;
  bool driven = true;  // false: its GPIOs are left alone until the first set
};

}  // namespace iotdm
