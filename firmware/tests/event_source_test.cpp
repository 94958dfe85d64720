#include "event_source.h"

#include <doctest/doctest.h>

namespace iotdm {

namespace {

constexpr uint32_t kDayMs = 24 * 60 * 60 * 1000;

}  // namespace

TEST_CASE("An event counts once, and its session begins anew") {
  EventSource source("5ccf7f0a9999");
  CHECK(source.id() == "5ccf7f0a9999");
  CHECK(source.accept(1, 5, 1000, 50000));
  CHECK_FALSE(source.accept(1, 5, 1000, 50000));
  CHECK_FALSE(source.accept(1, 4, 1001, 50001));
  CHECK(source.accept(1, 6, 1001, 50001));
  CHECK(source.accept(2, 1, 10, 50002));
  CHECK_FALSE(source.accept(2, 1, 10, 50002));
}

TEST_CASE("An event that took 3 s longer than the fastest one is late") {
  // Each clock wraps on the way.
  const uint32_t theirs = 0U - 2000;
  const uint32_t ours = 0U - 5000;
  EventSource source("5ccf7f0a9999");
  CHECK(source.accept(1, 1, theirs, ours));
  CHECK(source.accept(1, 2, theirs + 1000, ours + 1000 + 3000));
  CHECK_FALSE(source.accept(1, 3, theirs + 2000, ours + 2000 + 3001));
  // A faster one is the new measure.
  CHECK(source.accept(1, 4, theirs + 9000, ours + 9000 - 500));
  CHECK_FALSE(source.accept(1, 5, theirs + 9100, ours + 9100 + 2501));
  CHECK(source.accept(1, 6, theirs + 9100, ours + 9100 + 2500));
}

TEST_CASE("A burst of late events is late as a whole") {
  EventSource source("5ccf7f0a9999");
  CHECK(source.accept(1, 1, 0, 0));
  for (uint32_t n = 2; n < 20; ++n) {
    CHECK_FALSE(source.accept(1, n, 60000 + n * 100, 70000));
  }
}

TEST_CASE("Two clocks that differ as crystals do never make an event late") {
  EventSource source("5ccf7f0a9999");
  uint32_t n = 0;
  for (uint32_t day = 0; day < 200; ++day) {
    // Ours is faster by 50 millionths.
    const uint32_t ours = day * kDayMs;
    const uint32_t drift_ms = day * (kDayMs / 20000);
    CHECK(source.accept(1, ++n, ours - drift_ms, ours));
  }
}

TEST_CASE("After the longest silence an event in time counts, also where the clock has been round meanwhile") {
  for (const uint32_t hours : {40U, 1193U, 1194U, 1200U, 2400U}) {
    EventSource source("5ccf7f0a9999");
    CHECK(source.accept(1, 1, 0, 0));
    for (uint32_t hour = 0; hour <= hours; ++hour) {
      source.forget_old(hour * (kDayMs / 24));
    }
    // Ours is faster by 50 millionths.
    const uint32_t ours = hours * (kDayMs / 24);
    const uint32_t drift_ms = hours * (kDayMs / 24 / 20000);
    CAPTURE(hours);
    CHECK_FALSE(source.accept(1, 1, ours - drift_ms, ours));
    CHECK(source.accept(1, 2, ours - drift_ms, ours));
    CHECK_FALSE(source.accept(1, 3, ours - drift_ms, ours + 4000));
  }
}

TEST_CASE("After a long silence nothing is known of the other clock") {
  EventSource source("5ccf7f0a9999");
  CHECK(source.accept(1, 1, 0, 0));
  CHECK_FALSE(source.accept(1, 2, 0, kDayMs));
  CHECK(source.accept(1, 3, 0, 2 * kDayMs));
}

}  // namespace iotdm
