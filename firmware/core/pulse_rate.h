#pragma once

#include <cstdint>

namespace iotdm {

// Thousandths of pulses per minute; so that it can be told, at most 35,000 pulses per second. `us` is at least 1000.
uint32_t pulse_rate(uint32_t pulses, uint32_t us);

}  // namespace iotdm
