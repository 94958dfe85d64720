#include "improv_port.h"

#include <Arduino.h>

#include <array>

namespace iotdm::esp8266 {

namespace {

constexpr uint32_t kBaud = 115200;

}  // namespace

void ImprovPort::loop(bool allowed, uint32_t now_ms) {
  lost_ = lost_ || (opened_ && !allowed);
  if (!allowed || lost_) {
    return;
  }
  if (!opened_) {
    Serial.begin(kBaud, SERIAL_8N1, SERIAL_RX_ONLY);
    opened_ = true;
  }
  std::array<char, 64> bytes;
  const int size = Serial.read(bytes.data(), bytes.size());
  if (size > 0) {
    improv_.receive({bytes.data(), static_cast<size_t>(size)}, now_ms);
  }
  improv_.loop(now_ms);
}

// Improv writes nothing before a frame has arrived, so there is a client at the other end and no relay.
void ImprovPort::write(std::string_view text) {
  if (!writing_) {
    Serial.begin(kBaud, SERIAL_8N1, SERIAL_FULL);
    writing_ = true;
  }
  Serial.write(reinterpret_cast<const uint8_t*>(text.data()), text.size());
}

}  // namespace iotdm::esp8266
