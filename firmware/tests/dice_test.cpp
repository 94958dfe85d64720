#include "dice.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "bench.h"

namespace iotdm::test {

namespace {

// A generator that begins alike on every board and at every boot.
uint32_t first_roll(std::string_view id, uint32_t boot) {
  FakeSystem system;
  system.set_otherwise(0x12345678);
  Dice dice(system);
  dice.begin(id, boot);
  return dice.roll();
}

// A board whose broker is away: how it signs its will, and when it has asked for the broker.
struct Life {
  std::string will;
  std::vector<uint32_t> asked_ms;
};

Life live(std::string_view id, int boots) {
  World world;
  for (int boot = 1; boot < boots; ++boot) {
    BootCounter(world.flash).count();
  }
  world.system.set_otherwise(0x12345678);
  Device device({id, "esp8266", 4194304, "0.1.0"}, world.ports());
  device.begin(ResetReason::kPowerOn, 0);
  Life life;
  for (uint32_t now_ms = 0; now_ms < 120000; now_ms += 10) {
    device.loop(now_ms);
    if (world.mqtt.state() == FakeMqtt::State::kConnecting) {
      life.will = world.mqtt.will().payload;
      life.asked_ms.push_back(now_ms);
      world.mqtt.lose();
      device.on_disconnected(now_ms);
    }
  }
  return life;
}

}  // namespace

TEST_CASE("A generator that begins alike gives each board and each boot numbers of its own") {
  std::vector<uint32_t> rolls;
  for (const std::string_view id : {"5ccf7f0a1b2c", "5ccf7f0a1b2d", "5ccf7f0b1b2c", "a020a6000001"}) {
    for (uint32_t boot = 1; boot <= 200; ++boot) {
      rolls.push_back(first_roll(id, boot));
    }
  }
  std::sort(rolls.begin(), rolls.end());
  CHECK(std::adjacent_find(rolls.begin(), rolls.end()) == rolls.end());
}

TEST_CASE("Boards whose generators begin alike do not come back in lock-step, and no session comes twice") {
  const Life one = live("5ccf7f0a1b2c", 1);
  const Life other = live("5ccf7f0a1b2d", 1);
  const Life again = live("5ccf7f0a1b2c", 2);
  CHECK(one.asked_ms.size() > 3);
  CHECK(one.asked_ms.front() == other.asked_ms.front());
  CHECK(one.asked_ms != other.asked_ms);
  CHECK(one.asked_ms != again.asked_ms);
  CHECK(one.will != other.will);
  CHECK(one.will != again.will);
}

}  // namespace iotdm::test
