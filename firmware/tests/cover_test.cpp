#include "bench.h"
#include "cover_bench.h"

namespace iotdm::test {

TEST_CASE("A cover starts with both relays off, and does not know where it is") {
  struct Case {
    std::string options;
    Log log;
  };
  const Case cases[] = {
      {R"("type":"cover","gpio":[4,5])", {"4 low", "5 low", "4 output", "5 output"}},
      {R"("type":"cover","gpio":[16,0],"invert":true)", {"16 high", "0 high", "16 output", "0 output"}},
  };
  for (const Case& c : cases) {
    PinBench pin;
    CAPTURE(c.options);
    pin.configure(c.options);
    CHECK(pin.gpio.take_log() == c.log);
    CHECK(pin.state() == cover_state("null", "stopped"));
  }
}

TEST_CASE("A cover needs two GPIOs, and not the same one twice") {
  const std::pair<std::string, std::string> cases[] = {
      {"4", "bad_option"}, {"[4]", "bad_option"}, {"[4,5,12]", "bad_option"}, {"[4,4]", "pin_in_use"}};
  for (const auto& [gpios, error] : cases) {
    PinBench pin;
    CAPTURE(gpios);
    pin.configure(R"("type":"cover","gpio":)" + gpios);
    CHECK(pin.errors() == R"({"key":"a","error":")" + error + "\"}");
    CHECK(pin.gpio.take_log().empty());
  }
}

TEST_CASE("A cover that turns round rests for the dead time first") {
  ClosedCover pin;
  pin.set(R"({"move":"open"})");
  pin.run_for(10000);
  pin.set(R"({"position":20})");
  CHECK_FALSE(pin.on(kUp));
  CHECK(pin.state() == cover_state("50", "closing"));
  pin.run_for(499);
  CHECK_FALSE(pin.on(kDown));
  pin.run_for(1);
  CHECK(pin.on(kDown));
  pin.arrive();
  CHECK(pin.ran_ms(kUp) == 10000);
  CHECK(pin.ran_ms(kDown) == 4800);
}

TEST_CASE("A stop does not shorten the dead time, and the same direction needs none") {
  ClosedCover pin;
  pin.set(R"({"move":"open"})");
  pin.run_for(1000);
  pin.set(R"({"move":"stop"})");
  pin.run_for(300);
  pin.set(R"({"move":"close"})");
  pin.run_for(199);
  CHECK_FALSE(pin.on(kDown));
  pin.run_for(1);
  CHECK(pin.on(kDown));
  pin.set(R"({"move":"stop"})");
  pin.set(R"({"move":"close"})");
  CHECK(pin.on(kDown));
}

TEST_CASE("What a cover does not understand moves nothing and stops nothing") {
  ClosedCover pin;
  pin.set(R"({"position":60})");
  pin.run_for(1500);
  const int changes = pin.changes;
  const std::string values[] = {
      "true",
      "40",
      "null",
      "\"stop\"",
      "{}",
      R"([{"move":"stop"}])",
      R"({"position":101})",
      R"({"position":254})",
      R"({"position":255})",
      R"({"position":256})",
      R"({"position":-1})",
      R"({"position":1.5})",
      R"({"position":"40"})",
      R"({"position":null})",
      R"({"move":"halt"})",
      R"({"move":""})",
      R"({"move":"open close"})",
      R"({"move":true})",
      R"({"position":40,"move":"open"})",
      R"({"position":100,"move":"open"})",
      R"({"moving":"stopped"})",
      R"({"position":40,})",
  };
  for (const std::string& value : values) {
    CAPTURE(value);
    CHECK(pin.set(value) == Error::kBadValue);
  }
  CHECK(pin.changes == changes);
  pin.arrive();
  CHECK(pin.ran_ms(kUp) == 12000);
  CHECK(pin.set(R"({"position":50.0,"speed":3})") == Error::kNone);
}

TEST_CASE("A changed configuration stops a cover; only one that stood still knows where it is") {
  ClosedCover pin;
  pin.set(R"({"position":40})");
  pin.arrive();
  pin.configure(R"("type":"cover","gpio":[4,5],"open_ms":10000,"close_ms":5000)", pin.now_ms);
  CHECK(pin.state() == cover_state("40", "stopped"));
  pin.run_for(500);
  pin.ran_ms(kUp);
  pin.set(R"({"position":60})");
  pin.run_for(1000);
  CHECK(pin.on(kUp));
  pin.configure(kCover, pin.now_ms);
  pin.run_for(0);
  CHECK_FALSE(pin.on(kUp));
  CHECK(pin.state() == cover_state("null", "stopped"));
  // The motor may still be turning: the dead time holds here too.
  pin.set(R"({"move":"close"})");
  pin.run_for(499);
  CHECK_FALSE(pin.on(kDown));
  pin.run_for(1);
  CHECK(pin.on(kDown));
}

TEST_CASE("A cover that stood still knows where it is after a restart, guarded or not, but not after a power cut") {
  struct Case {
    ResetReason reset;
    bool moves;
    std::string position;
  };
  const Case cases[] = {
      {ResetReason::kSoftware, false, "0"},
      {ResetReason::kWatchdog, false, "0"},
      {ResetReason::kWatchdog, true, "null"},
      {ResetReason::kPowerOn, false, "null"},
  };
  for (const std::string guard : {"", R"(,"guard":true)"}) {
    for (const Case& c : cases) {
      Bench bench;
      bench.go_online(
          config(13, R"({"key":"a","type":"cover","gpio":[4,5],"open_ms":1000,"close_ms":1000)" + guard + "}"));
      const std::string until = R"("until":)" + std::to_string(bench.now_ms() + 3000);
      const std::string close = R"({"id":"7c1","session":"9f3a61c2",)" + until + R"(,"pins":{"a":{"move":"close"}}})";
      bench.receive("/in/set", close);
      bench.run_for(2000);
      REQUIRE(bench.last("/out/state").find(cover_state("0", "stopped")) != std::string::npos);
      if (c.moves) {
        bench.receive("/in/set", R"({"id":"7c2","session":"9f3a61c2",)" + until + R"(,"pins":{"a":{"position":50}}})");
        bench.run_for(200);
      }
      bench.stop();
      bench.boot(c.reset, 0x00000007);
      CHECK(bench.gpio.driven(kUp) == 0);
      CHECK(bench.gpio.driven(kDown) == 0);
      bench.connect();
      bench.run_for(2000);
      CAPTURE(guard);
      CHECK(bench.last("/out/state").find(cover_state(c.position, "stopped")) != std::string::npos);
    }
  }
}

TEST_CASE("An inverted cover drives low for on") {
  PinBench pin;
  pin.configure(R"("type":"cover","gpio":[4,5],"invert":true,"dead_ms":0)");
  pin.set(R"({"move":"close"})");
  pin.tick(0);
  CHECK(pin.gpio.driven(kUp) == Gpio::kFullDuty);
  CHECK(pin.gpio.driven(kDown) == 0);
}

TEST_CASE("Whatever is asked in whatever order, never are both relays on and the dead time is kept") {
  uint32_t dice = 1;
  const auto roll = [&dice](uint32_t sides) {
    dice = dice * 1664525 + 1013904223;
    return (dice >> 8) % sides;
  };
  const std::string words[] = {R"({"move":"stop"})", R"({"move":"open"})", R"({"move":"close"})"};
  const std::pair<std::string, uint32_t> covers[] = {
      {R"(,"dead_ms":500)", 500}, {R"(,"dead_ms":0)", 0}, {R"(,"dead_ms":1700)", 1700}};
  for (const auto& [option, dead_ms] : covers) {
    CoverBench pin(R"("type":"cover","gpio":[4,5],"open_ms":1500,"close_ms":1000)" + option, 0xFFFFFFFF - 300000,
                   dead_ms);
    for (int i = 0; i < 300; ++i) {
      const uint32_t what = roll(20);
      if (what == 0) {
        pin.configure(
            R"("type":"cover","gpio":[4,5],"open_ms":1500,"close_ms":)" + std::to_string(1000 + roll(2)) + option,
            pin.now_ms);
      } else if (what == 1) {
        pin.now_ms += roll(3000);
      } else if (what < 10) {
        pin.set(words[roll(3)]);
      } else {
        pin.set("{\"position\":" + std::to_string(roll(101)) + "}");
      }
      pin.run_for(roll(3) == 0 ? roll(3000) : roll(100));
    }
    // It did move.
    CHECK(pin.ran_ms(kUp) > 10000);
    CHECK(pin.ran_ms(kDown) > 10000);
  }
}

}  // namespace iotdm::test
