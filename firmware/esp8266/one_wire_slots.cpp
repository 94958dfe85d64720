#include "one_wire_slots.h"

#include <Arduino.h>
#include <esp8266_peri.h>

namespace iotdm::esp8266 {

namespace {

// In us, from the data sheet's table and application note 126.
constexpr uint32_t kReset = 480;
constexpr uint32_t kPresence = 65;
constexpr uint32_t kAfterReset = 410;
constexpr uint32_t kOne = 5;
constexpr uint32_t kListen = 7;
constexpr uint32_t kAfterOne = 50;
constexpr uint32_t kZero = 60;
constexpr uint32_t kRecovery = 4;

}  // namespace

bool reset_one_wire(uint8_t gpio) {
  const uint32_t bit = 1U << gpio;
  GPOC = bit;  // what it drives when it is an output
  if (!GPIP(gpio)) {
    return false;  // Somebody holds the line.
  }
  GPES = bit;
  delayMicroseconds(kReset);
  noInterrupts();
  GPEC = bit;
  delayMicroseconds(kPresence);
  const bool present = !GPIP(gpio);
  interrupts();
  delayMicroseconds(kAfterReset);
  return present;
}

// In RAM: to fetch a line of code from the flash takes as long as there is between the edge and the part's answer.
bool IRAM_ATTR one_wire_slot(uint8_t gpio, bool bit) {
  const uint32_t mask = 1U << gpio;
  bool level = false;
  noInterrupts();
  GPES = mask;
  delayMicroseconds(bit ? kOne : kZero);
  GPEC = mask;
  if (bit) {
    delayMicroseconds(kListen);
    level = GPIP(gpio);
  }
  interrupts();
  delayMicroseconds(bit ? kAfterOne : kRecovery);
  return level;
}

}  // namespace iotdm::esp8266
