// How many instructions one loop takes while nothing happens, with as many pins as there are: an output with every rule
// on each of the 11 GPIOs that can drive, A0, and four more that are kept out.
#include <cstdio>
#include <new>

#include "config_store.h"
#include "idle_ports.h"

namespace {

using namespace iotdm;

constexpr uint32_t kBudget = 2500;
constexpr uint32_t kLoops = 2000;

constexpr char kHead[] = R"({"revision":1,"manager":"m","role":"r","pins":[)";
constexpr char kRelay[] =
    R"({"key":"%u","type":"digital_output","gpio":%u,"auto_off":86400,"failsafe":"off","failsafe_after":86400,"max_per_min":9,"group":%u})";
constexpr uint8_t kGpios[] = {0, 1, 2, 3, 4, 5, 12, 13, 14, 15, 16, 0, 1, 2, 3};

}  // namespace

int main() {
  static IdleBoard board;
  static char document[kMaxConfig];
  size_t size = static_cast<size_t>(std::snprintf(document, sizeof(document), "%s", kHead));
  for (unsigned i = 0; i + 1 < kMaxPins; ++i) {
    size +=
        static_cast<size_t>(std::snprintf(document + size, sizeof(document) - size, kRelay, i, kGpios[i], i % 4 + 1));
    document[size++] = ',';
  }
  size += static_cast<size_t>(std::snprintf(document + size, sizeof(document) - size, "%s",
                                            R"({"key":"a0","type":"analog_input","gpio":17,"every":3600}]})"));
  {
    ConfigStore store(board.flash);
    store.begin(false);
    store.save_for_good({document, size}, 1);
  }
  alignas(Device) static unsigned char room[sizeof(Device)];
  auto& device = *new (room) Device({"5ccf7f0a1b2c", "esp8266", 4194304, "0.1.0"}, board.ports());
  device.begin(ResetReason::kPowerOn, 0);
  uint32_t now_ms = 0;
  const auto run = [&device, &now_ms](uint32_t loops) {
    for (uint32_t i = 0; i < loops; ++i) {
      device.loop(++now_ms);
    }
  };
  run(kLoops);
  const uint32_t begun = machine::ticks();
  run(kLoops);
  const uint32_t loop = (machine::ticks() - begun) * machine::kInstructionsPerTick / kLoops;
  std::printf("one loop while nothing happens: %u of %u instructions (%u bytes, %u pins, %u outputs)\n",
              static_cast<unsigned>(loop), static_cast<unsigned>(kBudget), static_cast<unsigned>(size),
              static_cast<unsigned>(kMaxPins), static_cast<unsigned>(board.gpio.outputs));
  return board.gpio.outputs == 11 && loop > 0 && loop <= kBudget ? 0 : 1;
}
