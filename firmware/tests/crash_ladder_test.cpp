#include "crash_ladder.h"

#include <doctest/doctest.h>

#include "fake_rtc.h"

namespace iotdm {

using test::FakeRtc;

namespace {

// One boot; `ran_ms` is how long the run before its end lasted.
SafeMode boot(FakeRtc& rtc, bool after_crash, uint32_t ran_ms = 1000, uint32_t start_ms = 0) {
  CrashLadder ladder(rtc);
  ladder.begin(after_crash, start_ms);
  ladder.tick(start_ms + ran_ms);
  return ladder.mode();
}

SafeMode crash_times(FakeRtc& rtc, int times) {
  SafeMode mode = SafeMode::kNone;
  for (int i = 0; i < times; ++i) {
    mode = boot(rtc, true);
  }
  return mode;
}

}  // namespace

TEST_CASE("Every third crash leads one step further, and behind the last step there is none") {
  FakeRtc rtc;
  CHECK(boot(rtc, false) == SafeMode::kNone);
  for (const auto step : {SafeMode::kNone, SafeMode::kPrevious, SafeMode::kNoPins, SafeMode::kNetworkOnly}) {
    CHECK(crash_times(rtc, 2) == step);
    CHECK(crash_times(rtc, 1) == static_cast<SafeMode>(static_cast<uint8_t>(step) + 1));
  }
  CHECK(crash_times(rtc, 300) == SafeMode::kPortal);
}

TEST_CASE("Any reset that is no crash begins anew, from every step") {
  for (const int crashes : {1, 2, 3, 5, 6, 9, 12}) {
    CAPTURE(crashes);
    FakeRtc rtc;
    boot(rtc, false);
    crash_times(rtc, crashes);
    CHECK(boot(rtc, false) == SafeMode::kNone);
    CHECK(crash_times(rtc, 2) == SafeMode::kNone);
    CHECK(crash_times(rtc, 1) == SafeMode::kPrevious);
  }
}

TEST_CASE("Power-on leaves anything in the memory, and nothing of it is believed") {
  FakeRtc rtc;
  for (int i = 0; i < 1000; ++i) {
    rtc.power_on();
    REQUIRE(boot(rtc, true) == SafeMode::kNone);
    REQUIRE(crash_times(rtc, 2) == SafeMode::kPrevious);
  }
  for (const uint32_t garbage : {0U, 0xFFFFFFFFU, 0x444c4f49U}) {
    rtc.words().fill(garbage);
    CHECK(boot(rtc, true) == SafeMode::kNone);
  }
}

TEST_CASE("A record with one wrong bit counts as none, and a whole one with more crashes than there can be as well") {
  FakeRtc whole;
  boot(whole, false);
  crash_times(whole, 8);
  for (size_t bit = 0; bit < 3 * 32; ++bit) {
    FakeRtc rtc = whole;
    rtc.words().at(RtcMemory::kFirstWord + bit / 32) ^= 1U << (bit % 32);
    CAPTURE(bit);
    CHECK(boot(rtc, true) == SafeMode::kNone);
  }
  CHECK(boot(whole, true) == SafeMode::kNetworkOnly);
}

TEST_CASE("Nothing is written outside the record, so the boot loader's words stay") {
  FakeRtc rtc;
  rtc.words().fill(0xA5A5A5A5);
  boot(rtc, false);
  crash_times(rtc, 5);
  for (size_t word = 0; word < rtc.words().size(); ++word) {
    CAPTURE(word);
    const bool own = word >= 32 && word < 35;
    CHECK((rtc.words().at(word) == 0xA5A5A5A5) != own);
  }
}

TEST_CASE("A run counts as healthy after 60 s, also across the wrap of the clock") {
  for (const uint32_t start_ms : {0U, 5000U, 0xFFFFFFFFU - 30000U, 0xFFFFFFFFU}) {
    CAPTURE(start_ms);
    for (const bool healthy : {false, true}) {
      FakeRtc rtc;
      boot(rtc, false);
      crash_times(rtc, 1);
      CHECK(boot(rtc, true, healthy ? 60000 : 59999, start_ms) == SafeMode::kNone);
      CHECK(boot(rtc, true) == (healthy ? SafeMode::kNone : SafeMode::kPrevious));
    }
  }
}

TEST_CASE("A healthy run forgives the crashes before it, and its own end does not count") {
  FakeRtc rtc;
  boot(rtc, false);
  crash_times(rtc, 2);
  boot(rtc, true, 60000);
  boot(rtc, true, 60000);
  boot(rtc, true, 60000);
  CHECK(crash_times(rtc, 3) == SafeMode::kNone);
  CHECK(crash_times(rtc, 1) == SafeMode::kPrevious);
}

TEST_CASE("A healthy run stays in its safe mode, and the boot behind it begins anew, also after a crash") {
  for (const int crashes : {3, 4, 5, 6, 9, 12}) {
    CAPTURE(crashes);
    FakeRtc rtc;
    boot(rtc, false);
    crash_times(rtc, crashes - 1);
    CHECK(boot(rtc, true, 3600000) == static_cast<SafeMode>(crashes / 3));
    CHECK(boot(rtc, true) == SafeMode::kNone);
    // Nothing is left of the crashes before.
    CHECK(crash_times(rtc, 2) == SafeMode::kNone);
    CHECK(crash_times(rtc, 1) == SafeMode::kPrevious);
  }
}

TEST_CASE("Bursts of crashes with healthy runs between them do not add up") {
  FakeRtc rtc;
  boot(rtc, false);
  for (int burst = 0; burst < 10; ++burst) {
    CHECK(boot(rtc, true, 60000) == SafeMode::kNone);
    CHECK(crash_times(rtc, 3) == SafeMode::kNone);
    CHECK(boot(rtc, true, 60000) == SafeMode::kPrevious);
  }
}

TEST_CASE("A crash that is counted elsewhere is taken back, once") {
  FakeRtc rtc;
  boot(rtc, false);
  for (int i = 0; i < 20; ++i) {
    CrashLadder ladder(rtc);
    ladder.begin(true, 0);
    ladder.take_back();
    ladder.take_back();
    CHECK(ladder.mode() == SafeMode::kNone);
  }
  CHECK(crash_times(rtc, 3) == SafeMode::kPrevious);
}

TEST_CASE("A step that is impossible is skipped for as long as the ladder holds") {
  FakeRtc rtc;
  boot(rtc, false);
  crash_times(rtc, 2);
  CrashLadder ladder(rtc);
  ladder.begin(true, 0);
  CHECK(ladder.mode() == SafeMode::kPrevious);
  ladder.skip();
  CHECK(ladder.mode() == SafeMode::kNoPins);
  CHECK(crash_times(rtc, 2) == SafeMode::kNoPins);
  CHECK(crash_times(rtc, 1) == SafeMode::kNetworkOnly);
}

TEST_CASE("A reset of the ladder lasts") {
  FakeRtc rtc;
  boot(rtc, false);
  crash_times(rtc, 6);
  CrashLadder ladder(rtc);
  ladder.begin(true, 0);
  ladder.reset();
  CHECK(ladder.mode() == SafeMode::kNone);
  CHECK(crash_times(rtc, 2) == SafeMode::kNone);
}

TEST_CASE("The mode of the last run is known, and after another reset there is none") {
  FakeRtc rtc;
  boot(rtc, false);
  crash_times(rtc, 6);
  CrashLadder after_crash(rtc);
  after_crash.begin(true, 0);
  CHECK(after_crash.last_mode() == SafeMode::kNoPins);
  after_crash.tick(60000);
  CrashLadder after_healthy(rtc);
  after_healthy.begin(true, 0);
  CHECK(after_healthy.last_mode() == SafeMode::kNoPins);
  CHECK(after_healthy.mode() == SafeMode::kNone);
  CrashLadder restarted(rtc);
  restarted.begin(false, 0);
  CHECK(restarted.last_mode() == SafeMode::kNone);
}

TEST_CASE("A memory that fails counts nothing and stops nothing") {
  FakeRtc rtc;
  rtc.fail();
  CHECK(crash_times(rtc, 20) == SafeMode::kNone);
}

TEST_CASE("The memory is written when something changes, not in every loop") {
  FakeRtc rtc;
  CrashLadder ladder(rtc);
  ladder.begin(true, 0);
  for (uint32_t now_ms = 0; now_ms < 200000; now_ms += 10) {
    ladder.tick(now_ms);
  }
  CHECK(rtc.writes() == 2);
}

}  // namespace iotdm
