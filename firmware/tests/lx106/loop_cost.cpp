// How many instructions one loop takes while nothing happens and the device is connected, with 0, 8 and 16 pins:
// outputs with every rule at the GPIOs that can drive one, then A0 and five probes of one bus.
#include <cstdio>

#include "online_board.h"

namespace {

using namespace iotdm;

// After the birth messages, and the probes have been asked for the first time.
constexpr uint32_t kSettleMs = 5000;
constexpr uint32_t kLoops = 2000;

constexpr char kHead[] = R"({"revision":1,"manager":"m","role":"r","pins":[)";
constexpr char kRelay[] =
    R"({"key":"%u","type":"digital_output","gpio":%u,"auto_off":86400,"failsafe":"off","failsafe_after":86400,"max_per_min":9,"group":%u},)";
constexpr char kRest[] =
    R"({"key":"a0","type":"analog_input","gpio":17,"every":3600},)"
    R"({"key":"p1","type":"ds18b20","gpio":2,"every":3600},{"key":"p2","type":"ds18b20","gpio":2,"every":3600},)"
    R"({"key":"p3","type":"ds18b20","gpio":2,"every":3600},{"key":"p4","type":"ds18b20","gpio":2,"every":3600},)"
    R"({"key":"p5","type":"ds18b20","gpio":2,"every":3600},)";
constexpr uint8_t kGpios[] = {0, 1, 3, 4, 5, 12, 13, 14, 15, 16};

void measure(OnlineBoard& board, const char* name, uint8_t relays, const char* rest) {
  char document[kMaxConfig];
  auto size = static_cast<size_t>(std::snprintf(document, sizeof(document), "%s", kHead));
  for (unsigned i = 0; i < relays; ++i) {
    size +=
        static_cast<size_t>(std::snprintf(document + size, sizeof(document) - size, kRelay, i, kGpios[i], i % 4 + 1));
  }
  size += static_cast<size_t>(std::snprintf(document + size, sizeof(document) - size, "%s", rest));
  // Over the last comma.
  size -= document[size - 1] == ',' ? 1 : 0;
  size += static_cast<size_t>(std::snprintf(document + size, sizeof(document) - size, "]}"));
  board.gpio.outputs = 0;
  board.start({document, size});
  board.run(kSettleMs);
  const uint32_t begun = machine::instructions();
  board.run(kLoops);
  const uint32_t each = (machine::instructions() - begun) / kLoops;
  if (board.gpio.outputs != relays) {
    std::printf("%u outputs\n", static_cast<unsigned>(board.gpio.outputs));
    machine::exit(1);
  }
  machine::print_value(name, each);
}

}  // namespace

int main() {
  static WatchedGpio gpio;
  static OnlineBoard boards[] = {OnlineBoard(gpio), OnlineBoard(gpio), OnlineBoard(gpio)};
  measure(boards[0], "idle_loop_0_pins", 0, "");
  measure(boards[1], "idle_loop_8_pins", 8, "");
  measure(boards[2], "idle_loop_16_pins", 10, kRest);
  return 0;
}
