#include "pixel_effects.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <initializer_list>
#include <vector>

namespace iotdm {

namespace {

constexpr uint32_t kOrange = 0xFF8800;

int channel(uint32_t rgb, int index) { return static_cast<int>(rgb >> (16 - 8 * index) & 0xFF); }

// The greatest difference of a channel.
int distance(uint32_t a, uint32_t b) {
  int most = 0;
  for (int i = 0; i < 3; ++i) {
    most = std::max(most, std::abs(channel(a, i) - channel(b, i)));
  }
  return most;
}

// The place of each of `count` pixels.
uint16_t place(int index, int count) { return static_cast<uint16_t>(65536 / count * index); }

constexpr std::initializer_list<PixelEffect> kEffects = {
    PixelEffect::kRainbow, PixelEffect::kChase, PixelEffect::kBreathe, PixelEffect::kTwinkle, PixelEffect::kFire};

}  // namespace

TEST_CASE("A mixture begins with one colour, ends with the other, and goes straight between") {
  CHECK(mixed(0x102030, 0xF0E0D0, 0) == 0x102030);
  CHECK(mixed(0x102030, 0xF0E0D0, 256) == 0xF0E0D0);
  CHECK(mixed(0x000000, 0xFF8040, 128) == 0x7F4020);
  for (uint32_t share = 0; share <= 256; ++share) {
    CHECK(mixed(0xFF01FFFF, 0xFF01FFFF, share) == 0xFF01FFFF);
    CHECK(mixed(0x00FF00FF, 0xFF00FF00, share) ==
          (share * 255 / 256) * 0x01000100 + ((256 - share) * 255 / 256) * 0x00010001);
  }
}

TEST_CASE("Without an effect each pixel has the colour") {
  for (const uint32_t now_ms : {0U, 1000U, 4294967295U}) {
    CHECK(effect_colour(PixelEffect::kNone, kOrange, 7, 30000, now_ms) == kOrange);
  }
}

TEST_CASE("The rainbow has red, yellow, green, cyan, blue and magenta, a sixth of the strip apart") {
  const uint32_t colours[] = {0xFF0000, 0xFFFF00, 0x00FF00, 0x00FFFF, 0x0000FF, 0xFF00FF};
  for (int i = 0; i < 6; ++i) {
    CAPTURE(i);
    CHECK(distance(effect_colour(PixelEffect::kRainbow, kOrange, 0, place(i, 6), 0), colours[i]) <= 1);
  }
  // It goes round in 8.192 s.
  CHECK(distance(effect_colour(PixelEffect::kRainbow, kOrange, 0, 0, 8192 / 6), 0xFFFF00) <= 1);
  CHECK(effect_colour(PixelEffect::kRainbow, kOrange, 0, 0, 8192) == 0xFF0000);
}

TEST_CASE("In the chase a quarter of the strip is lit, brightest at the head") {
  for (const uint32_t now_ms : {0U, 1024U, 4000U}) {
    std::vector<int> red;
    for (int i = 0; i < 64; ++i) {
      red.push_back(channel(effect_colour(PixelEffect::kChase, kOrange, 0, place(i, 64), now_ms), 0));
    }
    CHECK(std::count_if(red.begin(), red.end(), [](int level) { return level > 0; }) == 16);
    const auto head = static_cast<size_t>(std::max_element(red.begin(), red.end()) - red.begin());
    CHECK(head == now_ms / 64);
    CHECK(red[head] >= 240);
    for (size_t i = 1; i < 16; ++i) {
      CHECK(red[(head + 64 - i) % 64] < red[(head + 65 - i) % 64]);
    }
  }
}

TEST_CASE("A breath goes up and down in 4 s, alike for all pixels") {
  const std::pair<uint32_t, uint32_t> breath[] = {{0, 0}, {1024, 0x7F4400}, {2048, 0xFF8800}, {3072, 0x7F4400}};
  for (const auto& [now_ms, rgb] : breath) {
    CHECK(effect_colour(PixelEffect::kBreathe, kOrange, 0, 0, now_ms) == rgb);
    CHECK(effect_colour(PixelEffect::kBreathe, kOrange, 99, 30000, now_ms) == rgb);
  }
}

TEST_CASE("About a quarter of the pixels twinkle at a time, and each one does some time") {
  int bright = 0;
  std::vector<int> most(100);
  for (uint32_t now_ms = 0; now_ms < 60000; now_ms += 100) {
    for (uint16_t i = 0; i < 100; ++i) {
      const int red = channel(effect_colour(PixelEffect::kTwinkle, kOrange, i, 0, now_ms), 0);
      CHECK(red >= 23);
      bright += red > 40 ? 1 : 0;
      most[i] = std::max(most[i], red);
    }
  }
  CHECK(bright > 600 * 100 / 5);
  CHECK(bright < 600 * 100 * 3 / 10);
  CHECK(*std::min_element(most.begin(), most.end()) > 200);
}

TEST_CASE("Fire is red to yellow, never dark, and restless") {
  int least_red = 255;
  int most_red = 0;
  for (uint32_t now_ms = 0; now_ms < 10000; now_ms += 30) {
    for (uint16_t i = 0; i < 20; ++i) {
      const uint32_t rgb = effect_colour(PixelEffect::kFire, kOrange, i, 0, now_ms);
      CHECK(channel(rgb, 1) <= channel(rgb, 0));
      CHECK(channel(rgb, 2) == 0);
      least_red = std::min(least_red, channel(rgb, 0));
      most_red = std::max(most_red, channel(rgb, 0));
    }
  }
  CHECK(least_red >= 128);
  CHECK(least_red < 140);
  CHECK(most_red > 245);
}

TEST_CASE("No effect jumps from one millisecond to the next, not even where the clock wraps") {
  for (const PixelEffect effect : kEffects) {
    CAPTURE(static_cast<int>(effect));
    // The head of a chase is an edge; it passes these pixels at other times.
    for (const uint32_t begin : {0xFFFFF000U, 0U}) {
      for (uint32_t ms = 0; ms < 4096; ++ms) {
        const auto at = [&](uint32_t now_ms) { return effect_colour(effect, kOrange, 3, 40000, now_ms); };
        const int step = distance(at(begin + ms), at(begin + ms + 1));
        const bool is_head = effect == PixelEffect::kChase && ms == 40000 / 16 - 1;
        CHECK(step <= (is_head ? 255 : 4));
      }
    }
  }
}

TEST_CASE("The same moment always gives the same picture") {
  for (const PixelEffect effect : kEffects) {
    for (uint16_t i = 0; i < 50; ++i) {
      CHECK(effect_colour(effect, kOrange, i, place(i, 50), 12345) ==
            effect_colour(effect, kOrange, i, place(i, 50), 12345));
    }
  }
}

}  // namespace iotdm
