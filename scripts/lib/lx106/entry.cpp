// The entry of the image that scripts/chip-size measures: one device, and every call that a layer makes. The ports come
// from outside, so their code is not the core's.
#include <new>

#include "device.h"

extern "C" {

alignas(iotdm::Device) unsigned char iotdm_device[sizeof(iotdm::Device)];

void iotdm_entry(const iotdm::Ports& ports, const iotdm::Inbox::Piece& piece, uint32_t now_ms) {
  auto& device = *new (iotdm_device) iotdm::Device({"5ccf7f0a1b2c", "esp8266", 4194304, "0.1.0"}, ports);
  device.begin(iotdm::ResetReason::kPowerOn, now_ms);
  device.loop(now_ms);
  device.on_connected(now_ms);
  device.on_subscribed(now_ms);
  device.on_message(piece, now_ms);
  device.on_published(1, now_ms);
  device.on_disconnected(now_ms);
  device.on_refused(now_ms);
  device.network().try_network({}, now_ms);
}

// What the Arduino core brings along: it stops the chip.
[[noreturn]] void __cxa_pure_virtual() {
  for (;;) {
  }
}
}

namespace std {

[[noreturn]] void __throw_out_of_range_fmt(const char* /*format*/, ...) { __cxa_pure_virtual(); }

}  // namespace std
