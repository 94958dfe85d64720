// The power is cut at every programmed word and every erase: what is found afterwards is the old, the new or the last
// proven configuration, whole, and the device can go on from there.
#include <doctest/doctest.h>

#include <algorithm>
#include <functional>

#include "bench.h"
#include "config_store.h"
#include "printing.h"

namespace iotdm::test {

namespace {

constexpr auto kLight = R"({"key":"a","type":"light","gpio":5,"gamma":1.5,"min":0.125,"frequency":2000})";
constexpr auto kOutput = R"({"key":"a","type":"digital_output","gpio":4,"initial":"on"})";

const std::string kOld = config(13, kLight);
const std::string kQuick = config(13, R"({"key":"a","type":"digital_output","gpio":12})");
const std::string kNew = config(14, std::string(kOutput) + R"(,{"key":"b","type":"digital_input","gpio":14})");
const std::string kGone = tombstone(14);

using Write = std::function<void(ConfigStore&)>;

std::string load(FakeFlash& flash) {
  ConfigStore store(flash);
  store.begin(false);
  alignas(uint32_t) std::array<char, kMaxConfig> buffer;
  return std::string(store.load(buffer.data()));
}

// Proven, and so the one to return to.
FakeFlash flash_with_old() {
  FakeFlash flash;
  ConfigStore store(flash);
  store.begin(false);
  store.save("{}", 1);
  store.save(kOld, 13);
  store.prove();
  return flash;
}

void run(FakeFlash& flash, const Write& write) {
  ConfigStore store(flash);
  store.begin(false);
  write(store);
}

// The same, and a newer one that is not proven yet.
FakeFlash flash_with_quick_edit() {
  FakeFlash flash = flash_with_old();
  run(flash, [](ConfigStore& store) { store.save(kQuick, 13); });
  return flash;
}

uint32_t steps_of(FakeFlash flash, const Write& write) {
  const uint32_t before = flash.steps();
  run(flash, write);
  return flash.steps() - before;
}

struct Outcome {
  uint32_t old_kept = 0;
  uint32_t quick_kept = 0;
  uint32_t new_kept = 0;
  uint32_t nothing_known = 0;
};

// Cuts at every step of `write` to a flash like `before`, and hands each flash to `check` after counting what it holds.
Outcome cut_everywhere(const FakeFlash& before, const Write& write, const std::string& written,
                       const std::function<void(FakeFlash&, const std::string&)>& check) {
  Outcome outcome;
  const uint32_t steps = steps_of(before, write);
  for (uint32_t step = 0; step < steps; ++step) {
    for (const auto cut : {FakeFlash::Cut::kUntouched, FakeFlash::Cut::kHalf}) {
      CAPTURE(step);
      FakeFlash flash = before;
      flash.cut_after(step, cut);
      run(flash, write);
      REQUIRE(flash.is_cut());
      flash.power_on();
      const std::string found = load(flash);
      outcome.old_kept += found == kOld ? 1 : 0;
      outcome.quick_kept += found == kQuick ? 1 : 0;
      outcome.new_kept += found == written ? 1 : 0;
      outcome.nothing_known += found != kOld && found != kQuick && found != written ? 1 : 0;
      check(flash, found);
    }
  }
  return outcome;
}

void crash_three_times(FakeFlash& flash) {
  for (int i = 0; i < 3; ++i) {
    ConfigStore(flash).begin(true);
  }
}

}  // namespace

TEST_CASE("A power cut while saving leaves the old or the new configuration") {
  const auto outcome = cut_everywhere(
      flash_with_old(), [](ConfigStore& store) { store.save(kNew, 14); }, kNew,
      [](FakeFlash& flash, const std::string&) {
        run(flash, [](ConfigStore& store) { store.save(kNew, 14); });
        CHECK(load(flash) == kNew);
      });
  MESSAGE("cut at ", outcome.old_kept + outcome.new_kept, " points");
  CHECK(outcome.nothing_known == 0);
  CHECK(outcome.old_kept > 50);
}

TEST_CASE("A power cut during a tombstone leaves the old configuration, or the tombstone for good") {
  const auto outcome = cut_everywhere(
      flash_with_old(), [](ConfigStore& store) { store.save_for_good(kGone, 14); }, kGone,
      [](FakeFlash& flash, const std::string& found) {
        crash_three_times(flash);
        CHECK(load(flash) == found);
        run(flash, [](ConfigStore& store) { store.save_for_good(kGone, 15); });
        CHECK(load(flash) == kGone);
      });
  MESSAGE("cut at ", outcome.old_kept + outcome.new_kept, " points");
  CHECK(outcome.nothing_known == 0);
  CHECK(outcome.old_kept > 20);
  CHECK(outcome.new_kept > 20);
}

TEST_CASE("A power cut while a quick edit is replaced leaves it, the proven configuration or the new one") {
  const auto outcome = cut_everywhere(
      flash_with_quick_edit(), [](ConfigStore& store) { store.save(kNew, 14); }, kNew,
      [](FakeFlash& flash, const std::string&) {
        FakeFlash crashing = flash;
        crash_three_times(crashing);
        CHECK(load(crashing) == kOld);
        run(flash, [](ConfigStore& store) { store.save(kNew, 14); });
        CHECK(load(flash) == kNew);
        crash_three_times(flash);
        CHECK(load(flash) == kOld);
      });
  MESSAGE("cut at ", outcome.quick_kept + outcome.old_kept, " points");
  CHECK(outcome.nothing_known == 0);
  // Only where the power went before anything was erased.
  CHECK(outcome.quick_kept == 1);
  CHECK(outcome.old_kept > 50);
}

TEST_CASE("A power cut during a tombstone after a quick edit leaves either configuration, or the tombstone for good") {
  const auto outcome = cut_everywhere(
      flash_with_quick_edit(), [](ConfigStore& store) { store.save_for_good(kGone, 14); }, kGone,
      [](FakeFlash& flash, const std::string& found) {
        crash_three_times(flash);
        CHECK(load(flash) == (found == kQuick ? kOld : found));
        run(flash, [](ConfigStore& store) { store.save_for_good(kGone, 15); });
        crash_three_times(flash);
        CHECK(load(flash) == kGone);
      });
  CHECK(outcome.nothing_known == 0);
  CHECK(outcome.old_kept > 20);
  CHECK(outcome.new_kept > 20);
}

TEST_CASE("A power cut while a mark is programmed leaves the configuration") {
  for (const auto& write :
       {Write([](ConfigStore& store) { store.prove(); }), Write([](ConfigStore& store) { store.begin(true); })}) {
    for (const auto cut : {FakeFlash::Cut::kUntouched, FakeFlash::Cut::kHalf}) {
      FakeFlash flash;
      run(flash, [](ConfigStore& store) { store.save(kOld, 13); });
      flash.cut_after(0, cut);
      run(flash, write);
      REQUIRE(flash.is_cut());
      flash.power_on();
      CHECK(load(flash) == kOld);
    }
  }
}

TEST_CASE("A device that loses power while it takes a configuration boots with the old pins or the new ones") {
  for (uint32_t step = 0; step < 80; ++step) {
    CAPTURE(step);
    Bench bench;
    bench.go_online(kOld);
    bench.flash.cut_after(step, FakeFlash::Cut::kHalf);
    bench.receive("/in/config", kNew);
    bench.flash.power_on();
    bench.boot();
    const bool light = bench.gpio.driven(5).has_value();
    const bool output = bench.gpio.driven(4).has_value();
    CHECK(light != output);
  }
}

TEST_CASE("Garbage in every slot lets the device start as a spare and take a configuration") {
  for (const auto garbage : {uint8_t{0x00}, uint8_t{0x5A}, uint8_t{0xA5}, uint8_t{0xFE}}) {
    CAPTURE(garbage);
    Bench bench;
    for (uint8_t sector = 0; sector < kSectorCount; ++sector) {
      bench.flash.sector(sector).fill(garbage);
    }
    bench.go_online();
    CHECK(bench.gpio.take_log().empty());
    bench.receive("/in/config", kNew);
    bench.boot();
    CHECK(bench.gpio.driven(4) == Gpio::kFullDuty);
  }
}

}  // namespace iotdm::test
