// The power is cut at every programmed word and every erase: what is found afterwards is the old or the new
// configuration, whole, and the device can go on from there.
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
const std::string kNew = config(14, std::string(kOutput) + R"(,{"key":"b","type":"digital_input","gpio":14})");
const std::string kGone = tombstone(14);

using Write = std::function<void(ConfigStore&)>;

std::string load(FakeFlash& flash) {
  ConfigStore store(flash);
  store.begin(false);
  alignas(uint32_t) std::array<char, kMaxConfig> buffer;
  return std::string(store.load(buffer.data()));
}

FakeFlash flash_with(const std::string& document) {
  FakeFlash flash;
  ConfigStore store(flash);
  store.begin(false);
  store.save("{}", 1);
  store.save(document, 13);
  store.prove();
  return flash;
}

void run(FakeFlash& flash, const Write& write) {
  ConfigStore store(flash);
  store.begin(false);
  write(store);
}

uint32_t steps_of(const Write& write) {
  FakeFlash flash = flash_with(kOld);
  const uint32_t before = flash.steps();
  run(flash, write);
  return flash.steps() - before;
}

struct Outcome {
  uint32_t old_kept = 0;
  uint32_t new_kept = 0;
  uint32_t neither = 0;
};

// Cuts at every step of `write`, and hands each flash to `check` after counting what it holds.
Outcome cut_everywhere(const Write& write, const std::string& written,
                       const std::function<void(FakeFlash&, const std::string&)>& check) {
  Outcome outcome;
  const uint32_t steps = steps_of(write);
  for (uint32_t step = 0; step < steps; ++step) {
    for (const auto cut : {FakeFlash::Cut::kUntouched, FakeFlash::Cut::kHalf}) {
      CAPTURE(step);
      FakeFlash flash = flash_with(kOld);
      flash.cut_after(step, cut);
      run(flash, write);
      REQUIRE(flash.is_cut());
      flash.power_on();
      const std::string found = load(flash);
      outcome.old_kept += found == kOld ? 1 : 0;
      outcome.new_kept += found == written ? 1 : 0;
      outcome.neither += found != kOld && found != written ? 1 : 0;
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
  const auto outcome = cut_everywhere([](ConfigStore& store) { store.save(kNew, 14); }, kNew,
                                      [](FakeFlash& flash, const std::string&) {
                                        run(flash, [](ConfigStore& store) { store.save(kNew, 14); });
                                        CHECK(load(flash) == kNew);
                                      });
  MESSAGE("cut at ", outcome.old_kept + outcome.new_kept, " points");
  CHECK(outcome.neither == 0);
  CHECK(outcome.old_kept > 50);
}

TEST_CASE("A power cut during a tombstone leaves the old configuration, or the tombstone for good") {
  const auto outcome = cut_everywhere([](ConfigStore& store) { store.save_for_good(kGone, 14); }, kGone,
                                      [](FakeFlash& flash, const std::string& found) {
                                        crash_three_times(flash);
                                        CHECK(load(flash) == found);
                                        run(flash, [](ConfigStore& store) { store.save_for_good(kGone, 15); });
                                        CHECK(load(flash) == kGone);
                                      });
  MESSAGE("cut at ", outcome.old_kept + outcome.new_kept, " points");
  CHECK(outcome.neither == 0);
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
