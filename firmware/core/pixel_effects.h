#pragma once

#include <cstdint>

namespace iotdm {

enum class PixelEffect : uint8_t { kNone, kRainbow, kChase, kBreathe, kTwinkle, kFire };

// Their words, in the same order.
inline constexpr char kPixelEffects[] = "none rainbow chase breathe twinkle fire";

// `share` of 256 of the way from one colour to another, each of the four bytes by itself.
uint32_t mixed(uint32_t from, uint32_t to, uint32_t share);

// The colour of one pixel as 0xRRGGBB, before brightness and gamma; the byte above says nothing. `place` is where on
// the strip it is, in 1/65536 of its length. It follows from the time alone, and all periods are powers of two: the
// wrap of the clock cannot be seen.
uint32_t effect_colour(PixelEffect effect, uint32_t rgb, uint16_t index, uint16_t place, uint32_t now_ms);

}  // namespace iotdm
