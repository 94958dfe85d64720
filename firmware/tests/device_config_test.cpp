#include <doctest/doctest.h>

#include "bench.h"
#include "printing.h"

namespace iotdm::test {

namespace {

const std::string kOutput = R"({"key":"a","type":"digital_output","gpio":5})";
const std::string kOther = R"({"key":"a","type":"digital_output","gpio":4})";
const std::string kBoth = kOther + R"(,{"key":"b","type":"digital_output","gpio":5})";

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// Online with revision 13 proven, and revision 14 just taken.
void take_14(Bench& bench) {
  bench.go_online(config(13, kOutput));
  bench.receive("/in/config", config(14, kOther));
}

void crash_three_times(Bench& bench) {
  for (int i = 0; i < 3; ++i) {
    bench.boot(ResetReason::kException);
  }
}

}  // namespace

TEST_CASE("The configuration is in the flash before its pins move") {
  Bench bench;
  bench.go_online(config(13, kOutput));
  bench.flash.fail(true);
  bench.receive("/in/config", config(14, kOther));
  CHECK(bench.gpio.take_log().empty());
  bench.flash.fail(false);
  bench.receive("/in/config", config(14, kOther));
  CHECK(bench.gpio.take_log() == Log{"4 low", "4 output", "5 input"});
}

TEST_CASE("A configuration has proven good after 60 s of run") {
  struct Case {
    uint32_t ran_ms;
    uint8_t gpio;
  };
  for (const Case c : {Case{59990, 5}, Case{60000, 4}}) {
    Bench bench;
    bench.go_online(config(13, kOutput));
    bench.acknowledge(false);
    bench.receive("/in/config", config(14, kOther));
    bench.run_for(c.ran_ms);
    crash_three_times(bench);
    CAPTURE(c.ran_ms);
    CHECK(bench.gpio.driven(c.gpio).has_value());
  }
}

TEST_CASE("A configuration has proven good 10 s after its result was delivered") {
  struct Case {
    uint32_t ran_ms;
    uint8_t gpio;
  };
  for (const Case c : {Case{9990, 5}, Case{10000, 4}}) {
    Bench bench;
    take_14(bench);
    bench.run_for(c.ran_ms);
    crash_three_times(bench);
    // What stands in for a proven one does so until the next restart.
    bench.boot(ResetReason::kPowerOn);
    CAPTURE(c.ran_ms);
    CHECK(bench.gpio.driven(c.gpio).has_value());
  }
}

TEST_CASE("A configuration that crashed stays refused, whatever was refused after it") {
  Bench bench;
  take_14(bench);
  crash_three_times(bench);
  bench.connect();
  bench.receive("/in/config", "{");
  bench.receive("/in/config", config(14, kOther));
  CHECK(contains(bench.last("/out/result"), "rejected_before"));
  CHECK(bench.gpio.driven(5).has_value());
}

TEST_CASE("Two edits in quick succession that both crash return to the last proven configuration") {
  Bench bench;
  take_14(bench);
  bench.receive("/in/config", config(15, kBoth));
  for (int i = 0; i < 5; ++i) {
    bench.boot(ResetReason::kException);
  }
  CHECK(bench.gpio.driven(5).has_value());
  CHECK_FALSE(bench.gpio.driven(4).has_value());
  bench.connect();
  bench.run_for(1000);
  const std::string status = bench.last("/out/status");
  CHECK(contains(status, R"("revision":13,)"));
  CHECK(contains(status, R"("safe":1,)"));
  CHECK(contains(status, R"("rejected":{"revision":15,)"));
}

TEST_CASE("Where no configuration has proven good and both crash, the device drives nothing and can be mended") {
  Bench bench;
  bench.go_online();
  bench.receive("/in/config", config(1, kOther));
  bench.receive("/in/config", config(2, kBoth));
  crash_three_times(bench);
  CHECK(bench.gpio.driven(4).has_value());
  CHECK_FALSE(bench.gpio.driven(5).has_value());
  crash_three_times(bench);
  CHECK_FALSE(bench.gpio.driven(4).has_value());
  CHECK_FALSE(bench.gpio.driven(5).has_value());
  bench.connect();
  bench.receive("/in/config", config(2, kBoth), true);
  bench.run_for(1000);
  const std::string status = bench.last("/out/status");
  CHECK(contains(status, R"("role":null,"revision":0,"hash":"00000000","safe":1,)"));
  CHECK(contains(status, R"("rejected":{"revision":2,)"));
  CHECK_FALSE(bench.gpio.driven(4).has_value());
  bench.receive("/in/config", config(3, kOutput));
  CHECK(bench.gpio.driven(5).has_value());
  CHECK(contains(bench.last("/out/status"), R"("revision":3,)"));
}

TEST_CASE("Only crashes count against a configuration") {
  for (const auto reason :
       {ResetReason::kPowerOn, ResetReason::kExternal, ResetReason::kSoftware, ResetReason::kUnknown}) {
    Bench bench;
    take_14(bench);
    for (int i = 0; i < 5; ++i) {
      bench.boot(reason);
    }
    CHECK(bench.gpio.driven(4).has_value());
  }
}

TEST_CASE("A watchdog counts like an exception, also with other restarts in between") {
  Bench bench;
  take_14(bench);
  for (const auto reason : {ResetReason::kWatchdog, ResetReason::kPowerOn, ResetReason::kException,
                            ResetReason::kSoftware, ResetReason::kWatchdog}) {
    bench.boot(reason);
  }
  CHECK(bench.gpio.driven(5).has_value());
}

TEST_CASE("A flash that cannot be read makes a spare, and what it cannot store is not applied") {
  Bench bench;
  bench.store(config(13, kOutput), 13);
  bench.flash.fail_reads();
  bench.go_online();
  CHECK(bench.gpio.take_log().empty());
  bench.receive("/in/config", config(14, kOther));
  CHECK(contains(bench.last("/out/result"), "flash_failed"));
  CHECK(bench.gpio.take_log().empty());
}

TEST_CASE("A configuration that comes before the confirmed subscriptions is taken as well") {
  Bench bench;
  bench.boot();
  bench.run_for(10);
  bench.mqtt.accept();
  bench.device().on_connected(bench.now_ms());
  bench.receive("/in/config", config(1, kOutput), true);
  CHECK(bench.published().empty());
  bench.device().on_subscribed(bench.now_ms());
  bench.run_for(1000);
  CHECK(contains(bench.last("/out/status"), "\"revision\":1"));
}

TEST_CASE("A stored configuration that this firmware cannot read drives nothing") {
  Bench bench;
  bench.store(R"({"revision":13,"pins":"from another firmware"})", 13);
  bench.go_online();
  CHECK(bench.gpio.take_log().empty());
  bench.receive("/in/config", config(1, kOutput));
  CHECK(contains(bench.last("/out/result"), "\"ok\":true"));
}

TEST_CASE("A tombstone whose second copy fails is a tombstone all the same") {
  Bench bench;
  bench.go_online(config(13, kOutput));
  Bench measure;
  measure.go_online(config(13, kOutput));
  const uint32_t before = measure.flash.steps();
  measure.receive("/in/config", tombstone(14));
  const uint32_t steps_of_both = measure.flash.steps() - before;
  bench.flash.cut_after(steps_of_both / 2 + 20, FakeFlash::Cut::kUntouched);
  bench.receive("/in/config", tombstone(14));
  CHECK(contains(bench.last("/out/result"), "\"ok\":true"));
  bench.flash.power_on();
  crash_three_times(bench);
  CHECK_FALSE(bench.gpio.driven(5).has_value());
}

}  // namespace iotdm::test
