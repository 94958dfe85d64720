#pragma once

#include "bench.h"

namespace iotdm::test {

struct Lived {
  uint32_t hours = 0;
  uint32_t steps = 0;
  uint32_t publishes = 0;
};

// A day in steps of 10 ms, with the wrap of the clock in its middle: every minute sets, commands, fades, inputs and a
// configuration, every hour a new connection.
Lived live_a_day(Bench& bench);

}  // namespace iotdm::test
