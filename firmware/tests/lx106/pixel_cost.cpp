// How many instructions of the chip each pixel of a strip takes. Its output sends one in 30 µs, 2,400 instructions at
// 80 MHz: a core that is slower would tear a frame apart. A sixth of that is allowed, because code that runs from
// flash waits for it.
#include <cstdio>

#include "idle_ports.h"
#include "machine.h"
#include "pin_set.h"

using namespace iotdm;

namespace {

constexpr uint32_t kBudget = 400;
constexpr uint32_t kFrames = 10;
constexpr uint32_t kFrameMs = 30;

// Notes how long a frame took from its first pixel to its last one.
class WatchedStrip final : public WatchedGpio {
 public:
  void write_pixels(uint8_t /*gpio*/, PixelSource& source, uint16_t count) override {
    const uint32_t begun = machine::ticks();
    for (uint16_t i = 0; i < count; ++i) {
      sum += source.pixel(i);
    }
    ticks += machine::ticks() - begun;
    pixels += count;
  }

  uint32_t sum = 0;  // so that nothing is left out
  uint32_t ticks = 0;
  uint32_t pixels = 0;
};

}  // namespace

int main() {
  static WatchedStrip strip;
  static PinSet pins(strip);
  pins.plan(JsonText(R"([{"key":"a","type":"pixels","gpio":2,"count":300,"initial":"on"}])"));
  pins.apply(0);
  uint32_t now_ms = 0;
  uint32_t most = 0;
  for (const char* effect : {"none", "rainbow", "chase", "breathe", "twinkle", "fire"}) {
    char value[64];
    std::snprintf(value, sizeof(value), R"({"effect":"%s"})", effect);
    pins.set("a", JsonText(value), true, now_ms);
    strip.ticks = 0;
    strip.pixels = 0;
    for (uint32_t frame = 0; frame < kFrames; ++frame) {
      now_ms += kFrameMs;
      pins.tick({}, now_ms);
    }
    const uint32_t each = strip.ticks * machine::kInstructionsPerTick / strip.pixels;
    std::printf("%s: %u of %u instructions for a pixel\n", effect, static_cast<unsigned>(each),
                static_cast<unsigned>(kBudget));
    most = each > most ? each : most;
  }
  return most > 0 && most <= kBudget && strip.sum != 0 ? 0 : 1;
}
