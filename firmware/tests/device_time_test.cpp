#include <doctest/doctest.h>

#include "bench.h"
#include "day.h"
#include "printing.h"

namespace iotdm::test {

namespace {

const std::string kOutput = R"({"key":"a","type":"digital_output","gpio":5})";

// Runs until the next telemetry; returns the time that passed.
uint32_t until_telemetry(Bench& bench) {
  const uint32_t start_ms = bench.now_ms();
  while (bench.payloads("/out/telemetry").empty()) {
    bench.run_for(10);
  }
  return bench.now_ms() - start_ms;
}

}  // namespace

TEST_CASE("The first telemetry comes within a minute, the others every 60 s give or take 5") {
  struct Case {
    uint32_t draw;
    uint32_t first_ms;
    uint32_t then_ms;
  };
  for (const Case c : {Case{0, 10, 55000}, Case{59999, 60000, 65000}, Case{30000, 30000, 55000}}) {
    Bench bench;
    bench.system.set_otherwise(c.draw);
    bench.boot();
    bench.connect();
    CAPTURE(c.draw);
    CHECK(until_telemetry(bench) <= c.first_ms + 1000);
    CHECK(until_telemetry(bench) == c.then_ms);
    CHECK(until_telemetry(bench) == c.then_ms);
  }
}

TEST_CASE("Telemetry tells the longest pause of the loop since the last one") {
  Bench bench;
  bench.go_online();
  bench.stall(70);
  bench.run_until(61000);
  CHECK(bench.last("/out/telemetry") ==
        R"({"session":"9f3a61c2","t":60000,"rssi":-61,"heap":28144,"block":22560,"loop_ms":80})");
}

TEST_CASE("A day of ordinary life runs clean under the sanitizers, across the wrap of the clock") {
  Bench bench;
  const Lived lived = live_a_day(bench);
  CHECK(lived.hours == 24);
  bench.run_for(2000);
  bench.receive("/in/command", command("7c1", "ping"));
  CHECK(bench.last("/out/result").find("\"ok\":true") != std::string::npos);
}

TEST_CASE("A device that boots shortly before the wrap of its clock is like any other") {
  Bench bench;
  bench.store(config(13, kOutput), 13);
  bench.boot(ResetReason::kPowerOn, kSession, 0xFFFFF000);
  bench.run_for(10);
  CHECK(bench.connect());
  bench.run_for(1000);
  CHECK(bench.payloads("/out/status").size() == 1);
  bench.run_for(5000);
  bench.lose_connection();
  bench.run_for(1000);
  CHECK(bench.connect());
}

TEST_CASE("Until is compared across the wrap, by signed difference") {
  struct Case {
    uint32_t now_ms;
    uint32_t until;
    bool in_time;
  };
  const Case cases[] = {
      {10000, 10000, true},
      {10000, 9999, false},
      {4294963000, 4294967290, true},
      {4294963000, 1000, true},
      {4294967290, 2000, true},
      {4294963000, 4294962999, false},
      {10000, 4294967290, false},
      {10000, 10000U + 2147483647U, true},
      {10000, 10000U + 2147483649U, false},
  };
  for (const Case& c : cases) {
    Bench bench;
    bench.store(config(13, kOutput), 13);
    bench.boot(ResetReason::kPowerOn, kSession, c.now_ms - 3000);
    bench.run_for(10);
    bench.connect();
    bench.run_until(c.now_ms);
    bench.receive("/in/set",
                  R"({"id":"1","session":"9f3a61c2","until":)" + std::to_string(c.until) + R"(,"pins":{"a":true}})");
    CAPTURE(c.now_ms);
    CAPTURE(c.until);
    CHECK((bench.gpio.driven(5) == Gpio::kFullDuty) == c.in_time);
  }
}

}  // namespace iotdm::test
