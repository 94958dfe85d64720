#include "chip_rtc.h"

#include <Arduino.h>

namespace iotdm::esp8266 {

namespace {

bool in_range(uint8_t word, uint8_t count) {
  return word >= RtcMemory::kFirstWord && word + count <= RtcMemory::kWords;
}

}  // namespace

bool ChipRtc::read(uint8_t word, uint32_t* to, uint8_t count) {
  return in_range(word, count) && ESP.rtcUserMemoryRead(word, to, count * sizeof(uint32_t));
}

bool ChipRtc::write(uint8_t word, const uint32_t* from, uint8_t count) {
  // The Arduino core takes a pointer to non-const, but does not write there.
  return in_range(word, count) && ESP.rtcUserMemoryWrite(word, const_cast<uint32_t*>(from), count * sizeof(uint32_t));
}

}  // namespace iotdm::esp8266
