#pragma once

#include <cstdint>

namespace iotdm {

// True when `now` has reached `then`; right across the wrap of the 32-bit clock, up to 24.8 days apart.
constexpr bool has_reached(uint32_t now_ms, uint32_t then_ms) { return static_cast<int32_t>(now_ms - then_ms) >= 0; }

}  // namespace iotdm
