#include "crash_mark.h"

#include <Arduino.h>
#include <user_interface.h>

#include "ports.h"

namespace {

// The last one, so that the ladder's record has room to grow.
constexpr uint32_t kMarkWord = iotdm::RtcMemory::kWords - 1;
constexpr uint32_t kMark = 0x48535243;  // "CRSH"

void write_mark(uint32_t mark) { ESP.rtcUserMemoryWrite(kMarkWord, &mark, sizeof(mark)); }

}  // namespace

// The Arduino core calls it at the end of every crash that it handles, right before the restart.
extern "C" void custom_crash_callback(rst_info* /*info*/, uint32_t /*stack*/, uint32_t /*stack_end*/) {
  write_mark(kMark);
}

namespace iotdm::esp8266 {

bool take_crash_mark() {
  uint32_t mark = 0;
  const bool marked = ESP.rtcUserMemoryRead(kMarkWord, &mark, sizeof(mark)) && mark == kMark;
  if (marked) {
    write_mark(0);
  }
  return marked;
}

}  // namespace iotdm::esp8266
