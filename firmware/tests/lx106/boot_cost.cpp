// How many instructions the core needs from its first one until all outputs have their levels, with the largest
// configuration that there can be: 16 pins, on every GPIO that a board has, with every option written out.
#include <cstdio>
#include <cstring>
#include <new>

#include "config_store.h"
#include "crc32.h"
#include "idle_ports.h"

namespace {

using namespace iotdm;

constexpr char kHead[] = R"({"revision":4294967295,"manager":"k3v9x2m8qa5b7c1d","role":"r7w2c5t1zp4k8m3n","pins":[)";
// Every lamp is on and dimmed, so that each needs its gamma.
constexpr char kLamp[] =
    R"({"key":"%04u","type":"light","gpio":%u,"invert":true,"initial":"on","gamma":2.999,"min":0.899,"frequency":4999})";
constexpr uint8_t kGpios[] = {0, 1, 2, 3, 4, 5, 12, 13, 14, 15, 16, 17, 0, 1, 2, 3};
// GPIO16 has no PWM, GPIO17 no output, and the last four are taken: such pins are read and then kept out.
constexpr uint8_t kOutputs = 10;

}  // namespace

int main() {
  static WatchedGpio gpio;
  static IdleBoard board(gpio);
  static char document[kMaxConfig];
  size_t size = static_cast<size_t>(std::snprintf(document, sizeof(document), "%s", kHead));
  for (unsigned i = 0; i < kMaxPins; ++i) {
    size += static_cast<size_t>(std::snprintf(document + size, sizeof(document) - size, kLamp, i, kGpios[i]));
    document[size++] = i + 1 < kMaxPins ? ',' : ']';
  }
  document[size++] = '}';
  {
    ConfigStore store(board.flash);
    store.begin(false);
    store.save_for_good({document, size}, UINT32_MAX, crc32(document, size));
  }

  alignas(Device) static unsigned char room[sizeof(Device)];
  const uint32_t begun = machine::instructions();
  auto& device = *new (room) Device({"5ccf7f0a1b2c", "esp8266", 4194304, "0.1.0"}, board.ports());
  device.begin(ResetReason::kPowerOn, 0);

  machine::print_value("boot_to_levels", gpio.driven - begun);
  return gpio.outputs == kOutputs ? 0 : 1;
}
