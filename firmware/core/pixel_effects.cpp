#include "pixel_effects.h"

namespace iotdm {

namespace {

constexpr uint32_t kBlack = 0;

// Looks like chance: every bit of the result depends on every bit of `x`.
uint32_t scattered(uint32_t x) {
  x = (x ^ (x >> 16)) * 0x9E3779B1U;
  x = (x ^ (x >> 15)) * 0x85EBCA77U;
  return x ^ (x >> 16);
}

// From 0 up to 256 and down again, every 512.
uint32_t triangle(uint32_t phase) {
  phase %= 512;
  return phase < 256 ? phase : 512 - phase;
}

// The colour circle; `hue` is its 65536th part.
uint32_t hue_colour(uint32_t hue) {
  uint32_t rgb = 0;
  for (uint32_t turn = 0; turn < 3; ++turn) {
    // In 1/1536 of the circle, from the point opposite to this channel: dark up to a sixth, full from a third on.
    uint32_t angle = ((hue * 3) >> 7) + 768 + 1024 * turn;
    while (angle >= 1536) {
      angle -= 1536;
    }
    const auto level = static_cast<int32_t>(angle < 768 ? angle : 1536 - angle) - 256;
    rgb = (rgb << 8) | static_cast<uint32_t>(level < 0 ? 0 : level > 255 ? 255 : level);
  }
  return rgb;
}

// How bright a pixel is, of 256, in the effects that have the colour of the strip.
uint32_t share_of(PixelEffect effect, uint16_t index, uint16_t place, uint32_t now_ms) {
  if (effect == PixelEffect::kChase) {
    // The head goes round in 4 s, with a tail of a quarter of the strip.
    const uint32_t behind = static_cast<uint16_t>((now_ms << 4) - place);
    return behind < 0x4000 ? 256 - (behind >> 6) : 0;
  }
  if (effect == PixelEffect::kBreathe) {
    return triangle(now_ms >> 3);
  }
  if (effect == PixelEffect::kTwinkle) {
    // A quarter of the pixels flash up, each in its own seconds; the others glow.
    const uint32_t own_ms = now_ms + scattered(index);
    const bool flashes = scattered((own_ms >> 10) + index) % 4 == 0;
    return flashes ? 32 + triangle(own_ms >> 1) * 7 / 8 : 32;
  }
  return 256;
}

// Each pixel goes from one heat to the next in 128 ms: dark red, orange, yellow.
uint32_t fire(uint16_t index, uint32_t now_ms) {
  const auto heat_at = [index](uint32_t moment) { return scattered((moment << 9) + index) % 256; };
  const uint32_t moment = now_ms >> 7;
  const uint32_t heat = mixed(heat_at(moment), heat_at(moment + 1), (now_ms % 128) * 2);
  return ((128 + heat / 2) << 16) | (((heat * heat) >> 9) << 8);
}

}  // namespace

uint32_t mixed(uint32_t from, uint32_t to, uint32_t share) {
  // Two bytes at once, with room for a product above each.
  constexpr uint32_t kEven = 0x00FF00FF;
  const uint32_t rest = 256 - share;
  const uint32_t even = (from & kEven) * rest + (to & kEven) * share;
  const uint32_t odd = (from >> 8 & kEven) * rest + (to >> 8 & kEven) * share;
  return (even >> 8 & kEven) | (odd & ~kEven);
}

uint32_t effect_colour(PixelEffect effect, uint32_t rgb, uint16_t index, uint16_t place, uint32_t now_ms) {
  if (effect == PixelEffect::kRainbow) {
    return hue_colour(static_cast<uint16_t>((now_ms << 3) + place));
  }
  if (effect == PixelEffect::kFire) {
    return fire(index, now_ms);
  }
  return mixed(kBlack, rgb, share_of(effect, index, place, now_ms));
}

}  // namespace iotdm
