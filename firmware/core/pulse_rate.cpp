#include "pulse_rate.h"

namespace iotdm {

namespace {

constexpr uint32_t kMostPerMs = 35;
constexpr uint32_t kFinestUs = 4000000;

}  // namespace

// A division in steps, because pulses · 60,000,000,000 needs more than 32 bits.
uint32_t pulse_rate(uint32_t pulses, uint32_t us) {
  const uint32_t ms = us / 1000;
  if (pulses / ms >= kMostPerMs) {
    return kMostPerMs * 60000000;
  }
  const bool fine = us <= kFinestUs;
  const uint32_t unit = fine ? us : ms;
  uint32_t rate = pulses / unit;
  uint32_t rest = pulses - rate * unit;
  for (uint8_t steps = fine ? 4 : 3; steps != 0; --steps) {
    const uint32_t factor = steps == 1 ? 60 : 1000;
    const uint32_t scaled = rest * factor;
    const uint32_t more = scaled / unit;
    rate = rate * factor + more;
    rest = scaled - more * unit;
  }
  return rate;
}

}  // namespace iotdm
