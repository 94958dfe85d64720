#include "identify.h"

#include <doctest/doctest.h>

#include "fake_gpio.h"
#include "printing.h"

namespace iotdm {

using test::FakeGpio;
using test::Log;

TEST_CASE("Identify blinks for its seconds and lets go of the GPIO") {
  FakeGpio gpio;
  Identify identify(gpio);
  identify.start(2, 1, 0xFFFFFFF0);
  CHECK(gpio.take_log() == Log{"2 low", "2 output"});
  for (uint32_t ms = 1; ms < 1000; ++ms) {
    identify.tick(0xFFFFFFF0 + ms);
  }
  CHECK(gpio.take_log() == Log{"2 high", "2 low", "2 high", "2 low", "2 high", "2 low", "2 high"});
  identify.tick(0xFFFFFFF0 + 1000);
  CHECK(gpio.take_log() == Log{"2 input"});
  identify.tick(0xFFFFFFF0 + 1200);
  CHECK(gpio.take_log().empty());
}

TEST_CASE("A second identify takes the place of the first") {
  FakeGpio gpio;
  Identify identify(gpio);
  identify.start(2, 10, 0);
  identify.start(4, 10, 0);
  CHECK_FALSE(gpio.driven(2).has_value());
  CHECK(gpio.driven(4).has_value());
}

TEST_CASE("Stopping what does not run touches nothing") {
  FakeGpio gpio;
  Identify(gpio).stop();
  CHECK(gpio.take_log().empty());
}

}  // namespace iotdm
