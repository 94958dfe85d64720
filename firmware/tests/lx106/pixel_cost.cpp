// How many instructions of the chip a pixel of a strip takes with the effect that takes most.
#include <cstdio>

#include "idle_ports.h"
#include "machine.h"
#include "pin_set.h"

using namespace iotdm;

namespace {

constexpr uint32_t kFrames = 10;
constexpr uint32_t kFrameMs = 30;

// Notes how long a frame took from its first pixel to its last one.
class WatchedStrip final : public WatchedGpio {
 public:
  void write_pixels(uint8_t /*gpio*/, PixelSource& source, uint16_t count) override {
    const uint32_t begun = machine::instructions();
    for (uint16_t i = 0; i < count; ++i) {
      sum += source.pixel(i);
    }
    cost += machine::instructions() - begun;
    pixels += count;
  }

  uint32_t sum = 0;  // so that nothing is left out
  uint32_t cost = 0;
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
    strip.cost = 0;
    strip.pixels = 0;
    for (uint32_t frame = 0; frame < kFrames; ++frame) {
      now_ms += kFrameMs;
      pins.tick({}, now_ms);
    }
    const uint32_t each = strip.cost / strip.pixels;
    most = each > most ? each : most;
  }
  machine::print_value("pixel", most);
  return strip.sum != 0 ? 0 : 1;
}
