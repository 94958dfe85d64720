// Levels survive restarts, and those that shall also power cuts; the whole device is driven.
#include "level_store.h"

#include <doctest/doctest.h>

#include "bench.h"
#include "printing.h"

namespace iotdm::test {

namespace {

std::string relay(const std::string& key, int gpio, const std::string& initial, const std::string& more = "") {
  return R"({"key":")" + key + R"(","type":"digital_output","gpio":)" + std::to_string(gpio) + R"(,"initial":")" +
         initial + "\"" + more + "}";
}

const std::string kPins = relay("a", 5, "off") + "," + relay("b", 4, "restore") + "," + relay("c", 14, "inverse") +
                          "," + relay("d", 12, "none") +
                          R"(,{"key":"e","type":"light","gpio":13,"gamma":1,"initial":"restore"})";

std::string levels(const Bench& bench) {
  std::string text;
  constexpr uint8_t kGpios[] = {5, 4, 14, 12, 13};
  for (const uint8_t gpio : kGpios) {
    const auto driven = bench.gpio.driven(gpio);
    text += (driven ? std::to_string(*driven) : "-") + " ";
  }
  return text;
}

void set_all(Bench& bench, const std::string& id, bool on) {
  const std::string word = on ? "true" : "false";
  bench.receive("/in/set", set(id, R"("a":)" + word + R"(,"b":)" + word + R"(,"c":)" + word + R"(,"d":)" + word +
                                       R"(,"e":{"on":)" + word + R"(,"brightness":51})"));
  bench.run_for(10);
}

// Online for longer than the minute in which the first levels were saved.
void go_online(Bench& bench, const std::string& pins = kPins) {
  bench.go_online(config(13, pins));
  bench.run_for(60000);
}

const std::string kAllOn = "1023 1023 1023 1023 204 ";

}  // namespace

TEST_CASE("Every restart but power-on keeps all levels, whatever they are at power-on") {
  for (const ResetReason reason :
       {ResetReason::kSoftware, ResetReason::kException, ResetReason::kWatchdog, ResetReason::kExternal}) {
    CAPTURE(static_cast<int>(reason));
    Bench bench;
    go_online(bench);
    set_all(bench, "1", true);
    REQUIRE(levels(bench) == kAllOn);
    bench.stop();
    bench.boot(reason, 7, 1000);
    CHECK(levels(bench) == kAllOn);
  }
}

TEST_CASE("An output that waits for its min_off is as good as on, should the power fail again") {
  Bench bench;
  go_online(bench, relay("b", 4, "restore", R"(,"min_off":30)"));
  bench.receive("/in/set", set("1", R"("b":true)"));
  bench.run_for(60000);
  for (int cuts = 0; cuts < 3; ++cuts) {
    bench.stop();
    bench.boot();
    CHECK(bench.gpio.driven(4) == 0);
    bench.run_for(5000);
  }
  bench.run_for(30000);
  CHECK(bench.gpio.driven(4) == 1023);
}

TEST_CASE("A restart alone writes nothing to the flash") {
  Bench bench;
  go_online(bench);
  set_all(bench, "1", true);
  bench.run_for(60000);
  const auto before = bench.flash.sector(kSectorLevelsA);
  for (int restarts = 0; restarts < 5; ++restarts) {
    bench.stop();
    bench.boot(ResetReason::kWatchdog);
    bench.run_for(1000);
  }
  CHECK(bench.flash.sector(kSectorLevelsA) == before);
}

TEST_CASE("The levels of an earlier time with the same role do not come back") {
  Bench bench;
  const auto save = [&bench](const std::string& role, bool on) {
    FakeGpio gpio;
    PinSet pins(gpio);
    LevelStore store(bench.flash, bench.rtc);
    store.begin(role, false);
    REQUIRE(pins.plan(JsonText("[" + relay("b", 4, "restore") + "]")) == Error::kNone);
    pins.apply(store, 0);
    const uint16_t driven = gpio.driven(4).value();
    pins.set("b", JsonText(on ? "true" : "false"), true, 0);
    store.follow(pins, true, 0);
    return driven != 0;
  };
  for (int i = 0; i < 5; ++i) {
    save("first", i % 2 == 0);
  }
  CHECK_FALSE(save("second", true));
  CHECK_FALSE(save("first", false));
  CHECK_FALSE(save("first", false));
}

TEST_CASE("What could not be written is written later") {
  Bench bench;
  go_online(bench);
  bench.flash.fail(true);
  set_all(bench, "1", true);
  bench.flash.fail(false);
  bench.run_for(61000);
  bench.stop();
  bench.boot();
  CHECK(levels(bench) == "0 1023 0 - 204 ");
}

TEST_CASE("An output that was set for the first time, be it to off, is driven after a restart") {
  Bench bench;
  go_online(bench, relay("d", 12, "none"));
  bench.receive("/in/set", set("1", R"("d":false)"));
  bench.run_for(10);
  bench.stop();
  bench.boot(ResetReason::kSoftware);
  CHECK(bench.gpio.driven(12) == 0);
}

TEST_CASE("What is guarded is off after every restart") {
  Bench bench;
  go_online(bench, relay("a", 5, "off", R"(,"guard":true)"));
  bench.receive("/in/set", R"({"id":"1","session":"9f3a61c2","until":4000000,"pins":{"a":true}})");
  REQUIRE(bench.gpio.driven(5) == 1023);
  bench.stop();
  bench.boot(ResetReason::kSoftware);
  CHECK(bench.gpio.driven(5) == 0);
}

TEST_CASE("An output that nobody has set yet is not driven after a restart either") {
  Bench bench;
  bench.go_online(config(13, kPins));
  bench.stop();
  bench.boot(ResetReason::kSoftware);
  CHECK(levels(bench) == "0 0 0 - 0 ");
}

TEST_CASE("After a power cut each output begins as it is meant to") {
  Bench bench;
  go_online(bench);
  CHECK(levels(bench) == "0 0 0 - 0 ");
  set_all(bench, "1", true);
  bench.stop();
  bench.boot(ResetReason::kPowerOn, 7, 0);
  CHECK(levels(bench) == "0 1023 0 - 204 ");
}

TEST_CASE("inverse begins on after it was off") {
  Bench bench;
  go_online(bench);
  set_all(bench, "1", true);
  bench.run_for(60000);
  set_all(bench, "2", false);
  bench.stop();
  bench.boot();
  CHECK(levels(bench) == "0 0 1023 - 0 ");
}

TEST_CASE("The flash is written at the first change, then at most once a minute, and only when a level differs") {
  Bench bench;
  go_online(bench);
  const auto written = [&bench](uint32_t before) { return bench.flash.steps() - before; };
  uint32_t before = bench.flash.steps();
  set_all(bench, "1", true);
  const uint32_t record = written(before);
  CHECK(record == 16 + 3 * 12);
  before = bench.flash.steps();
  for (int i = 0; i < 59; ++i) {
    set_all(bench, std::to_string(2 + i), i % 2 == 1);
    bench.run_for(980);
  }
  CHECK(written(before) == 0);
  bench.run_for(3000);
  CHECK(written(before) == record);
  before = bench.flash.steps();
  bench.receive("/in/set", set("x", R"("a":true,"d":true)"));
  bench.run_for(120000);
  set_all(bench, "y", false);
  set_all(bench, "z", true);
  bench.run_for(120000);
  CHECK(written(before) == record);
}

TEST_CASE("Without a pin that wants its level back, the flash is never written") {
  Bench bench;
  bench.go_online(config(13, relay("a", 5, "off")));
  const uint32_t before = bench.flash.steps();
  bench.receive("/in/set", set("1", R"("a":true)"));
  bench.run_for(200000);
  CHECK(bench.flash.steps() == before);
}

TEST_CASE("Levels belong to a role, and to a pin of the same key and type") {
  Bench bench;
  go_online(bench);
  set_all(bench, "1", true);
  std::string other = config(14, kPins);
  other.replace(other.find("r7w2c5t1zp"), 10, "another1ro");
  for (const std::string& next : {other, config(14, R"({"key":"b","type":"light","gpio":4,"initial":"restore"})")}) {
    Bench later;
    later.flash = bench.flash;
    later.rtc = bench.rtc;
    later.store(next, 14);
    for (const ResetReason reason : {ResetReason::kSoftware, ResetReason::kPowerOn}) {
      later.rtc = bench.rtc;
      later.boot(reason);
      CHECK(later.gpio.driven(4) == 0);
      later.stop();
    }
  }
}

TEST_CASE("Levels go on being kept when a sector is full, for years") {
  Bench bench;
  go_online(bench, relay("b", 4, "restore"));
  const uint32_t erases = bench.flash.erases();
  for (int i = 0; i < 700; ++i) {
    bench.receive("/in/set", set("s" + std::to_string(i), i % 2 == 0 ? R"("b":true)" : R"("b":false)"));
    bench.run_for(60010);
    if (i % 97 == 0 || i == 699) {
      bench.stop();
      bench.boot();
      CHECK(bench.gpio.driven(4) == (i % 2 == 0 ? 1023 : 0));
      REQUIRE(bench.connect());
      bench.run_for(2000);
    }
  }
  CHECK(bench.flash.erases() - erases == 700 / (4096 / 28));
}

TEST_CASE("A memory that cannot be read or written loses levels and nothing else") {
  Bench bench;
  go_online(bench);
  bench.rtc.fail();
  bench.flash.fail(true);
  set_all(bench, "1", true);
  CHECK(levels(bench) == kAllOn);
  bench.stop();
  bench.boot(ResetReason::kSoftware);
  CHECK(levels(bench) == "0 0 1023 - 0 ");
}

TEST_CASE("Garbage in both memories is not taken for levels") {
  constexpr uint8_t kGarbage[] = {0x00, 0x01, 0x55, 0xFE};
  for (const uint8_t garbage : kGarbage) {
    Bench bench;
    go_online(bench);
    set_all(bench, "1", true);
    bench.stop();
    bench.flash.sector(kSectorLevelsA).fill(garbage);
    bench.flash.sector(kSectorLevelsB).fill(garbage);
    bench.rtc.words()[45] ^= 1U << 8;
    bench.boot(ResetReason::kSoftware);
    CHECK(levels(bench) == "0 0 0 - 0 ");
    REQUIRE(bench.connect());
    bench.run_for(2000);
    set_all(bench, "2", true);
    bench.run_for(60000);
    bench.stop();
    bench.boot();
    CHECK(levels(bench) == "0 1023 0 - 204 ");
  }
}

namespace {

constexpr uint32_t kQuarterMs = 900000;
constexpr uint8_t kContact = 14;

const std::string kCounter = R"({"key":"w","type":"counter","gpio":14,"pull":"up","every":3600})";
const std::string kKnob = R"({"key":"k","type":"encoder","gpio":[12,13],"min":-300,"max":300})";

void pulse(Bench& bench, int count) {
  for (int i = 0; i < count; ++i) {
    bench.gpio.set_outside(kContact, false);
    bench.run_for(10);
    bench.gpio.set_outside(kContact, true);
    bench.run_for(10);
  }
}

// The value of a pin in the state at the next connection.
std::string reported(Bench& bench, const std::string& key) {
  bench.published();
  if (!bench.connect()) {
    bench.reconnect();
  }
  bench.run_for(2000);
  const std::string state = bench.last("/out/state");
  const size_t begin = state.find("\"" + key + "\":") + key.size() + 3;
  return state.substr(begin, state.find('}', begin) + 1 - begin);
}

}  // namespace

TEST_CASE("A counter keeps its total over every restart, to the second before it, though it reports nothing") {
  Bench bench;
  bench.gpio.set_outside(kContact, true);
  bench.go_online(config(13, kCounter));
  pulse(bench, 7);
  bench.run_for(1000);
  for (const ResetReason reason : {ResetReason::kSoftware, ResetReason::kException, ResetReason::kWatchdog}) {
    bench.stop();
    bench.boot(reason);
    CHECK(reported(bench, "w") == R"({"total":7,"counted":0,"rate":null})");
  }
}

TEST_CASE("A counter loses a quarter of an hour in a power cut, and nothing more") {
  Bench bench;
  bench.gpio.set_outside(kContact, true);
  bench.go_online(config(13, kCounter));
  // The first change is saved at once, the others when its record is a quarter of an hour old.
  const auto count_for = [&bench](uint32_t ms) {
    bench.stop();
    bench.boot();
    pulse(bench, 1);
    bench.run_for(2000);
    pulse(bench, 4);
    bench.run_for(ms);
    bench.stop();
    bench.boot();
    return reported(bench, "w");
  };
  CHECK(count_for(kQuarterMs - 10000) == R"({"total":1,"counted":0,"rate":null})");
  CHECK(count_for(kQuarterMs) == R"({"total":6,"counted":0,"rate":null})");
}

TEST_CASE("A counter that never rests writes the flash four times an hour, and lets other pins have their minute") {
  Bench bench;
  bench.gpio.set_outside(kContact, true);
  bench.go_online(config(13, kCounter + "," + relay("b", 4, "restore")));
  const auto run = [&bench](uint32_t minutes) {
    const uint32_t before = bench.flash.steps();
    for (uint32_t i = 0; i < minutes; ++i) {
      pulse(bench, 1);
      bench.run_for(59980);
    }
    return (bench.flash.steps() - before) / (16 + 2 * 12);
  };
  run(1);
  CHECK(run(60) == 4);
  const uint32_t before = bench.flash.steps();
  bench.receive("/in/set", set("1", R"("b":true)"));
  bench.run_for(10);
  CHECK(bench.flash.steps() - before == 16 + 2 * 12);
  bench.stop();
  bench.boot();
  CHECK(bench.gpio.driven(4) == 1023);
  // What was written for the other pin has the newest total.
  CHECK(reported(bench, "w") == R"({"total":61,"counted":0,"rate":null})");
}

TEST_CASE("An encoder has its position back after a restart and after a power cut") {
  Bench bench;
  bench.go_online(config(13, kKnob));
  bench.receive("/in/set", set("1", R"("k":{"position":-299})"));
  bench.run_for(10);
  for (const ResetReason reason : {ResetReason::kSoftware, ResetReason::kPowerOn}) {
    bench.stop();
    bench.boot(reason);
    CHECK(reported(bench, "k") == R"({"position":-299})");
  }
}

}  // namespace iotdm::test
