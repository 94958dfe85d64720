#include "reconnect.h"

#include <doctest/doctest.h>

#include "fake_system.h"

namespace iotdm {

namespace {

constexpr uint32_t kAlmostForever = 0xFFFFFFFF - 4;

// Fails `failures` times, then returns how long the device waits; `draw` is the lot that it draws.
uint32_t pause_after(uint32_t failures, uint32_t draw) {
  test::FakeSystem system;
  system.set_otherwise(draw);
  Dice dice(system);
  Reconnect reconnect(dice);
  uint32_t now_ms = 1000;
  REQUIRE(reconnect.due(now_ms));
  for (uint32_t i = 0; i < failures; ++i) {
    reconnect.lost(now_ms);
    now_ms += 60000;
    REQUIRE(reconnect.due(now_ms));
  }
  reconnect.lost(now_ms);
  uint32_t waited = 0;
  while (!reconnect.due(now_ms + waited)) {
    ++waited;
  }
  return waited;
}

}  // namespace

TEST_CASE("The first attempt is made at once, and only once") {
  test::FakeSystem system;
  Dice dice(system);
  Reconnect reconnect(dice);
  CHECK(reconnect.due(0));
  CHECK_FALSE(reconnect.due(0));
  CHECK_FALSE(reconnect.due(100000));
}

TEST_CASE("Pauses double up to a minute, each times a random factor between 0.5 and 1") {
  const uint32_t longest[] = {1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000, 60000};
  for (uint32_t failures = 0; failures < 9; ++failures) {
    CAPTURE(failures);
    const uint32_t full = longest[failures];
    CHECK(pause_after(failures, 0) == full / 2);
    CHECK(pause_after(failures, full / 2) == full);
    CHECK(pause_after(failures, full / 2 + 1) == full / 2);
    CHECK(pause_after(failures, 123) == full / 2 + 123);
  }
}

TEST_CASE("A connection that lasted 10 s starts the pauses anew, a shorter one does not") {
  struct Case {
    uint32_t lasted_ms;
    uint32_t pause_ms;
  };
  for (const Case c : {Case{9999, 1000}, Case{10000, 500}}) {
    test::FakeSystem system;
    system.set_otherwise(0);
    Dice dice(system);
    Reconnect reconnect(dice);
    reconnect.due(0);
    reconnect.lost(0);
    REQUIRE(reconnect.due(500));
    reconnect.connected(1000);
    reconnect.lost(1000 + c.lasted_ms);
    CHECK_FALSE(reconnect.due(1000 + c.lasted_ms + c.pause_ms - 1));
    CHECK(reconnect.due(1000 + c.lasted_ms + c.pause_ms));
  }
}

TEST_CASE("An attempt without an answer is stuck after 15 s") {
  test::FakeSystem system;
  Dice dice(system);
  Reconnect reconnect(dice);
  CHECK_FALSE(reconnect.stuck(20000));
  reconnect.due(0);
  CHECK_FALSE(reconnect.stuck(14999));
  CHECK(reconnect.stuck(15000));
  reconnect.connected(15000);
  CHECK_FALSE(reconnect.stuck(40000));
}

TEST_CASE("A pause goes on across the wrap of the clock") {
  test::FakeSystem system;
  Dice dice(system);
  Reconnect reconnect(dice);
  reconnect.due(kAlmostForever);
  reconnect.pause(kAlmostForever, 300000);
  CHECK_FALSE(reconnect.due(kAlmostForever + 299999));
  CHECK(reconnect.due(kAlmostForever + 300000));
}

}  // namespace iotdm
