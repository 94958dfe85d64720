// The power is cut at every programmed byte and in every erase, each time in three ways: what is found afterwards is
// the old or the new, whole, and the device can go on from there. docs/development.md has a table of what is cut.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>

#include "bench.h"
#include "boot_counter.h"
#include "config_store.h"
#include "level_store.h"
#include "printing.h"
#include "site_store.h"
#include "sites.h"

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
  store.save("{}", 1, test::hash_of("{}"));
  store.save(kOld, 13, test::hash_of(kOld));
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
  run(flash, [](ConfigStore& store) { store.save(kQuick, 13, test::hash_of(kQuick)); });
  return flash;
}

// Cuts at every step of `write` to a flash like `before`, and hands each flash to `check`. Returns the number of cuts.
template <class RunWrite>
uint32_t cut_everywhere(const FakeFlash& before, const RunWrite& write, const std::function<void(FakeFlash&)>& check) {
  FakeFlash measured = before;
  write(measured);
  const uint32_t steps = measured.steps() - before.steps();
  for (uint32_t step = 0; step < steps; ++step) {
    for (const auto cut : FakeFlash::kCuts) {
      CAPTURE(step);
      CAPTURE(static_cast<int>(cut));
      FakeFlash flash = before;
      flash.cut_after(step, cut);
      write(flash);
      REQUIRE(flash.is_cut());
      flash.power_on();
      check(flash);
    }
  }
  const uint32_t erases = measured.erases() - before.erases();
  MESSAGE("cut in ", steps - erases, " bytes and ", erases, " erases");
  return steps * static_cast<uint32_t>(FakeFlash::kCuts.size());
}

struct Outcome {
  uint32_t old_kept = 0;
  uint32_t quick_kept = 0;
  uint32_t new_kept = 0;
  uint32_t nothing_known = 0;
};

// The same for the configuration; counts what each flash holds before it is checked.
Outcome cut_configuration(const FakeFlash& before, const Write& write, const std::string& written,
                          const std::function<void(FakeFlash&, const std::string&)>& check) {
  Outcome outcome;
  cut_everywhere(
      before, [&](FakeFlash& flash) { run(flash, write); },
      [&](FakeFlash& flash) {
        const std::string found = load(flash);
        outcome.old_kept += found == kOld ? 1 : 0;
        outcome.quick_kept += found == kQuick ? 1 : 0;
        outcome.new_kept += found == written ? 1 : 0;
        outcome.nothing_known += found != kOld && found != kQuick && found != written ? 1 : 0;
        check(flash, found);
      });
  return outcome;
}

void crash_three_times(FakeFlash& flash) {
  for (int i = 0; i < 3; ++i) {
    ConfigStore(flash).begin(true);
  }
}

}  // namespace

TEST_CASE("A power cut while saving leaves the old or the new configuration") {
  const auto outcome = cut_configuration(
      flash_with_old(), [](ConfigStore& store) { store.save(kNew, 14, test::hash_of(kNew)); }, kNew,
      [](FakeFlash& flash, const std::string&) {
        run(flash, [](ConfigStore& store) { store.save(kNew, 14, test::hash_of(kNew)); });
        CHECK(load(flash) == kNew);
      });
  CHECK(outcome.nothing_known == 0);
  CHECK(outcome.old_kept > 50);
}

TEST_CASE("A power cut during a tombstone leaves the old configuration, or the tombstone for good") {
  const auto outcome = cut_configuration(
      flash_with_old(), [](ConfigStore& store) { store.save_for_good(kGone, 14, test::hash_of(kGone)); }, kGone,
      [](FakeFlash& flash, const std::string& found) {
        crash_three_times(flash);
        CHECK(load(flash) == found);
        run(flash, [](ConfigStore& store) { store.save_for_good(kGone, 15, test::hash_of(kGone)); });
        CHECK(load(flash) == kGone);
      });
  CHECK(outcome.nothing_known == 0);
  CHECK(outcome.old_kept > 20);
  CHECK(outcome.new_kept > 20);
}

TEST_CASE("A power cut while a quick edit is replaced leaves it, the proven configuration or the new one") {
  const auto outcome = cut_configuration(
      flash_with_quick_edit(), [](ConfigStore& store) { store.save(kNew, 14, test::hash_of(kNew)); }, kNew,
      [](FakeFlash& flash, const std::string&) {
        FakeFlash crashing = flash;
        crash_three_times(crashing);
        CHECK(load(crashing) == kOld);
        run(flash, [](ConfigStore& store) { store.save(kNew, 14, test::hash_of(kNew)); });
        CHECK(load(flash) == kNew);
        crash_three_times(flash);
        CHECK(load(flash) == kOld);
      });
  CHECK(outcome.nothing_known == 0);
  // Only where the power went before anything was erased.
  CHECK(outcome.quick_kept == 1);
  CHECK(outcome.old_kept > 50);
}

TEST_CASE("A power cut during a tombstone after a quick edit leaves either configuration, or the tombstone for good") {
  const auto outcome = cut_configuration(
      flash_with_quick_edit(), [](ConfigStore& store) { store.save_for_good(kGone, 14, test::hash_of(kGone)); }, kGone,
      [](FakeFlash& flash, const std::string& found) {
        crash_three_times(flash);
        CHECK(load(flash) == (found == kQuick ? kOld : found));
        run(flash, [](ConfigStore& store) { store.save_for_good(kGone, 15, test::hash_of(kGone)); });
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
    FakeFlash before;
    run(before, [](ConfigStore& store) { store.save(kOld, 13, test::hash_of(kOld)); });
    const uint32_t cuts = cut_everywhere(
        before, [&](FakeFlash& flash) { run(flash, write); }, [](FakeFlash& flash) { CHECK(load(flash) == kOld); });
    CHECK(cuts == 12);
  }
}

TEST_CASE("A device that loses power while it takes a configuration boots with the old pins or the new ones") {
  Bench measured;
  measured.go_online(kOld);
  const uint32_t before = measured.flash.steps();
  measured.receive("/in/config", kNew);
  const uint32_t steps = measured.flash.steps() - before;
  CHECK(steps > 150);
  for (uint32_t step = 0; step < steps; ++step) {
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

TEST_CASE("A power cut while a boot is counted never loses the count") {
  const auto count = [](FakeFlash& flash) { return BootCounter(flash).count(); };
  FakeFlash flash;
  for (uint32_t boots = 0; boots <= 1024; ++boots) {
    // An empty flash, a sector that was begun, and what is full: one sector, and both.
    const bool special = boots <= 1 || boots == 511 || boots == 512 || boots == 1023 || boots == 1024;
    if (special) {
      CAPTURE(boots);
      cut_everywhere(flash, count, [&](FakeFlash& after_cut) {
        const uint32_t next = count(after_cut);
        CHECK(next >= boots + 1);
        CHECK(next <= boots + 2);
        CHECK(count(after_cut) == next + 1);
      });
    }
    count(flash);
  }
}

TEST_CASE("A power cut while a level is saved leaves the one before or the new one, and later ones are saved") {
  const auto begin = [](PinSet& pins, LevelStore& store) {
    REQUIRE(pins.plan(JsonText(R"([{"key":"a","type":"light","gpio":5,"gamma":1,"initial":"restore"}])")) ==
            Error::kNone);
    store.begin("r7w2c5t1zp", false);
    pins.apply(store, 0);
  };
  const auto level_of = [&begin](FakeFlash& flash) {
    FakeGpio gpio;
    FakeRtc rtc;
    PinSet pins(gpio);
    LevelStore store(flash, rtc);
    begin(pins, store);
    return gpio.driven(5).value();
  };
  const auto save = [&begin](FakeFlash& flash, int brightness) {
    FakeGpio gpio;
    FakeRtc rtc;
    PinSet pins(gpio);
    LevelStore store(flash, rtc);
    begin(pins, store);
    pins.set("a", JsonText(R"({"on":true,"brightness":)" + std::to_string(brightness) + "}"), true, 0);
    store.follow(pins, true, 0);
  };
  FakeFlash flash;
  for (int saved = 1; saved <= 400; ++saved) {
    const int brightness = 1 + saved % 255;
    const int after = brightness * 1023 / 255;
    const int before = level_of(flash);
    // In an empty flash, in a sector that was begun, and from each to the other.
    if (saved <= 2 || saved % 146 <= 2) {
      CAPTURE(saved);
      cut_everywhere(
          flash, [&](FakeFlash& cut) { save(cut, brightness); },
          [&](FakeFlash& cut) {
            const int found = level_of(cut);
            CHECK((found == before || std::abs(found - after) <= 1));
            save(cut, 254);
            save(cut, 255);
            CHECK(level_of(cut) == 1023);
          });
    }
    save(flash, brightness);
    CHECK(std::abs(level_of(flash) - after) <= 1);
  }
  CHECK(flash.erases() == 2);
}

TEST_CASE("A power cut while a total is saved leaves the one before or the new one") {
  const auto with_pins = [](FakeFlash& flash, const std::function<void(FakeGpio&, PinSet&, LevelStore&)>& act) {
    FakeGpio gpio;
    FakeRtc rtc;
    PinSet pins(gpio);
    LevelStore store(flash, rtc);
    REQUIRE(pins.plan(JsonText(R"([{"key":"a","type":"counter","gpio":14,"debounce_ms":0}])")) == Error::kNone);
    store.begin("r7w2c5t1zp", false);
    pins.apply(store, 0);
    act(gpio, pins, store);
  };
  const auto total_of = [&with_pins](FakeFlash& flash) {
    uint32_t total = 0;
    with_pins(flash, [&total](FakeGpio&, PinSet& pins, LevelStore&) {
      char buffer[128];
      JsonWriter json(buffer, sizeof(buffer));
      json.open_object();
      pins.write_states(json);
      json.close_object();
      JsonWalker states{JsonText(json.view())};
      JsonObject state;
      REQUIRE(states.next());
      REQUIRE(state.parse(states.value()));
      CHECK(state.find("counted").number() == 0);
      REQUIRE(state.find("total").read(total, 0, UINT32_MAX));
    });
    return total;
  };
  const auto count = [&with_pins](FakeFlash& flash, uint32_t pulses) {
    with_pins(flash, [pulses](FakeGpio& gpio, PinSet& pins, LevelStore& store) {
      for (uint32_t i = 0; i < 2 * pulses; ++i) {
        gpio.set_outside(14, i % 2 == 0);
      }
      pins.tick({}, 1);
      store.follow(pins, true, 1);
    });
  };
  FakeFlash flash;
  // The next one changes two of the bytes.
  count(flash, 255);
  REQUIRE(total_of(flash) == 255);
  cut_everywhere(
      flash, [&](FakeFlash& cut) { count(cut, 1); },
      [&](FakeFlash& cut) {
        const uint32_t found = total_of(cut);
        CHECK((found == 255 || found == 256));
        count(cut, 1);
        count(cut, 1);
        CHECK(total_of(cut) == found + 2);
      });
}

TEST_CASE("A power cut while a network is stored, or another one put to use, leaves the old site or the new one") {
  struct Case {
    std::string name;
    bool flashed;    // the old site came from a flashing step
    uint32_t saves;  // that were made since
    bool store;      // a network; else the other one is put to use
  };
  const Case cases[] = {{"first", false, 0, true},         {"second", false, 1, true},
                        {"third", false, 2, true},         {"use", false, 2, false},
                        {"after flashing", true, 0, true}, {"after flashing over an older site", true, 1, true}};
  for (const Case& c : cases) {
    CAPTURE(c.name);
    FakeFlash before;
    for (uint32_t save = 0; save < c.saves; ++save) {
      SiteStore store(before);
      store.begin();
      REQUIRE(store.store(static_cast<uint8_t>(save % 2), network("save-" + std::to_string(save))));
    }
    if (c.flashed) {
      before.sector(kSectorSiteA) = golden_sector(golden_sites()["sites"].items()[0]);
    }
    const std::string old_site = site_in(before);
    const auto write = [&](FakeFlash& flash) {
      SiteStore store(flash);
      store.begin();
      if (c.store) {
        store.store(1, network("newest"));
      } else {
        store.use(1);
      }
    };
    FakeFlash written = before;
    write(written);
    const std::string new_site = site_in(written);
    REQUIRE(old_site != new_site);
    uint32_t old_kept = 0;
    uint32_t new_kept = 0;
    const uint32_t cuts = cut_everywhere(before, write, [&](FakeFlash& flash) {
      const std::string found = site_in(flash);
      old_kept += found == old_site ? 1 : 0;
      new_kept += found == new_site ? 1 : 0;
      write(flash);
      CHECK(site_in(flash) == new_site);
    });
    CHECK(old_kept + new_kept == cuts);
    CHECK(old_kept > 100);
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
