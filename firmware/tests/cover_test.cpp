#include "bench.h"
#include "pin_bench.h"

namespace iotdm::test {

namespace {

constexpr uint8_t kUp = 4;
constexpr uint8_t kDown = 5;
const std::string kCover = R"("type":"cover","gpio":[4,5],"open_ms":20000,"close_ms":16000)";

std::string state(const std::string& position, const std::string& moving) {
  return "{\"position\":" + position + ",\"moving\":\"" + moving + "\"}";
}

// A cover whose relays are watched: whatever a test does, never are both on, and none goes on before the other one has
// been off for the dead time.
class CoverBench : public PinBench {
 public:
  explicit CoverBench(const std::string& options = kCover, uint32_t begin_ms = 100000, uint32_t dead_ms = 500)
      : now_ms(begin_ms), dead_ms_(dead_ms) {
    configure(options, now_ms);
    gpio.take_log();
    run_for(dead_ms);
  }

  Error set(const std::string& value) {
    const Error error = PinBench::set(value, now_ms);
    run_for(0);
    return error;
  }

  // Ticks every millisecond.
  void run_for(uint32_t ms) {
    for (const uint32_t end_ms = now_ms + ms;; ++now_ms) {
      changes += tick(now_ms) ? 1 : 0;
      watch();
      if (now_ms == end_ms) {
        return;
      }
    }
  }

  // Until it stands still.
  void arrive() {
    for (int i = 0; i < 1000 && state().find("stopped") == std::string::npos; ++i) {
      run_for(1000);
    }
  }

  // How long a relay has been on since the last call.
  uint32_t ran_ms(uint8_t relay) { return std::exchange(ran_ms_[relay - kUp], 0); }
  bool on(uint8_t relay) const { return on_[relay - kUp]; }

  uint32_t now_ms;
  int changes = 0;
  int switchings = 0;

 private:
  void watch() {
    for (const std::string& entry : gpio.take_log()) {
      REQUIRE(entry.size() > 2);
      const auto relay = static_cast<size_t>(entry[0] - '0' - kUp);
      const bool on = entry.substr(2) == "high";
      if (on == on_[relay]) {
        continue;
      }
      on_[relay] = on;
      ++switchings;
      if (on) {
        REQUIRE_FALSE(on_[1 - relay]);
        REQUIRE((!went_off_[1 - relay] || now_ms - since_ms_[1 - relay] >= dead_ms_));
      } else {
        went_off_[relay] = true;
        ran_ms_[relay] += now_ms - since_ms_[relay];
      }
      since_ms_[relay] = now_ms;
    }
  }

  const uint32_t dead_ms_;
  std::array<bool, 2> on_{};
  std::array<bool, 2> went_off_{};
  std::array<uint32_t, 2> since_ms_{};
  std::array<uint32_t, 2> ran_ms_{};
};

// One that has just been driven to its closed end.
class ClosedCover : public CoverBench {
 public:
  explicit ClosedCover(const std::string& options = kCover, uint32_t begin_ms = 100000)
      : CoverBench(options, begin_ms) {
    set(R"({"move":"close"})");
    arrive();
    run_for(10000);
    REQUIRE(state() == test::state("0", "stopped"));
    ran_ms(kDown);
  }
};

}  // namespace

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
    CHECK(pin.state() == state("null", "stopped"));
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

TEST_CASE("The way to an end lasts 10 % longer than computed, and the position stays within its range") {
  ClosedCover pin;
  pin.set(R"({"position":100})");
  CHECK(pin.on(kUp));
  pin.run_for(10000);
  CHECK(pin.state() == state("50", "opening"));
  pin.run_for(11999);
  CHECK(pin.state() == state("100", "opening"));
  CHECK(pin.on(kUp));
  pin.run_for(1);
  CHECK(pin.state() == state("100", "stopped"));
  CHECK_FALSE(pin.on(kUp));
  pin.run_for(500);
  pin.set(R"({"move":"close"})");
  pin.run_for(17599);
  CHECK(pin.state() == state("0", "closing"));
  pin.run_for(1);
  CHECK(pin.state() == state("0", "stopped"));
  CHECK(pin.ran_ms(kUp) == 22000);
  CHECK(pin.ran_ms(kDown) == 17600);
}

TEST_CASE("An end that is reached already is made sure of once more") {
  ClosedCover pin;
  pin.set(R"({"position":0})");
  CHECK(pin.state() == state("0", "closing"));
  pin.arrive();
  CHECK(pin.ran_ms(kDown) == 1600);
  CHECK(pin.state() == state("0", "stopped"));
}

TEST_CASE("A position is reached to the millisecond, from wherever") {
  struct Step {
    int wish;
    uint32_t up_ms;
    uint32_t down_ms;
  };
  // 20 s up, 16 s down: 200 ms and 160 ms for each percent.
  const Step steps[] = {{40, 8000, 0},   {41, 200, 0},    {90, 9800, 0}, {10, 0, 12800}, {9, 0, 160},
                        {100, 20200, 0}, {99, 0, 160},    {1, 0, 15680}, {0, 0, 1760},   {1, 200, 0},
                        {1, 0, 0},       {100, 21800, 0}, {50, 0, 8000}};
  ClosedCover pin;
  for (const Step& step : steps) {
    CAPTURE(step.wish);
    pin.set("{\"position\":" + std::to_string(step.wish) + "}");
    pin.arrive();
    CHECK(pin.state() == state(std::to_string(step.wish), "stopped"));
    CHECK(pin.ran_ms(kUp) == step.up_ms);
    CHECK(pin.ran_ms(kDown) == step.down_ms);
  }
}

TEST_CASE("The longest times are right to a millisecond as well, also across the wrap of the clock") {
  ClosedCover pin(R"("type":"cover","gpio":[4,5],"open_ms":1000,"close_ms":1000)", 0xFFFFFFFF - 80000);
  pin.configure(R"("type":"cover","gpio":[4,5],"open_ms":300000,"close_ms":299999)", pin.now_ms);
  pin.run_for(500);
  pin.set(R"({"position":40})");
  pin.arrive();
  CHECK(pin.now_ms < 80000);
  CHECK(pin.ran_ms(kUp) == 120000);
  pin.set(R"({"position":21})");
  pin.arrive();
  CHECK(pin.ran_ms(kDown) == 57000);  // 56,999.81
}

TEST_CASE("Stop stops at once, and the cover knows where it is") {
  ClosedCover pin;
  pin.set(R"({"move":"open"})");
  pin.run_for(6100);
  CHECK(pin.set(R"({"move":"stop"})") == Error::kNone);
  CHECK_FALSE(pin.on(kUp));
  CHECK(pin.state() == state("31", "stopped"));  // 30.5
  CHECK(pin.ran_ms(kUp) == 6100);
  // The rest of the way is computed from what it is, not from what it says.
  pin.set(R"({"position":40})");
  pin.arrive();
  CHECK(pin.ran_ms(kUp) == 1900);
}

TEST_CASE("A cover that turns round rests for the dead time first") {
  ClosedCover pin;
  pin.set(R"({"move":"open"})");
  pin.run_for(10000);
  pin.set(R"({"position":20})");
  CHECK_FALSE(pin.on(kUp));
  CHECK(pin.state() == state("50", "closing"));
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

TEST_CASE("Another wish on the way goes on without a pause where the direction stays") {
  ClosedCover pin;
  pin.set(R"({"position":30})");
  pin.run_for(5000);
  pin.switchings = 0;
  pin.set(R"({"position":60})");
  pin.run_for(6999);
  CHECK(pin.switchings == 0);
  CHECK(pin.on(kUp));
  pin.run_for(1);
  CHECK_FALSE(pin.on(kUp));
  CHECK(pin.state() == state("60", "stopped"));
}

TEST_CASE("A repeated wish changes nothing, wherever the cover is on its way") {
  const std::pair<std::string, uint32_t> cases[] = {{R"({"position":100})", 22000}, {R"({"position":30})", 6000}};
  for (const auto& [wish, ran_ms] : cases) {
    ClosedCover pin;
    CAPTURE(wish);
    pin.set(wish);
    for (uint32_t ms = 0; ms < ran_ms - 100; ms += 100) {
      pin.run_for(100);
      pin.set(wish);
    }
    pin.run_for(99);
    CHECK(pin.on(kUp));
    pin.run_for(1);
    CHECK_FALSE(pin.on(kUp));
    CHECK(pin.ran_ms(kUp) == ran_ms);
  }
}

TEST_CASE("From nowhere, a cover goes to the nearer end and then where it was asked to") {
  struct Case {
    std::string wish;
    uint32_t up_ms;
    uint32_t down_ms;
    std::string position;
  };
  const Case cases[] = {
      {R"({"position":100})", 22000, 0, "100"},  {R"({"move":"close"})", 0, 17600, "0"},
      {R"({"position":50})", 22000, 8000, "50"}, {R"({"position":49})", 9800, 17600, "49"},
      {R"({"position":99})", 22000, 160, "99"},  {R"({"position":1})", 200, 17600, "1"},
  };
  for (const Case& c : cases) {
    CoverBench pin;
    CAPTURE(c.wish);
    pin.set(c.wish);
    CHECK(pin.state().find(R"("position":null)") != std::string::npos);
    pin.arrive();
    CHECK(pin.state() == state(c.position, "stopped"));
    CHECK(pin.ran_ms(kUp) == c.up_ms);
    CHECK(pin.ran_ms(kDown) == c.down_ms);
  }
}

TEST_CASE("A cover that never came to an end still does not know where it is") {
  CoverBench pin;
  pin.set(R"({"position":70})");
  pin.run_for(21000);
  CHECK(pin.state() == state("null", "opening"));
  pin.set(R"({"position":30})");
  CHECK(pin.state() == state("null", "closing"));
  pin.run_for(5000);
  pin.set(R"({"move":"stop"})");
  CHECK(pin.state() == state("null", "stopped"));
  CHECK(pin.ran_ms(kUp) == 21000);
  CHECK(pin.ran_ms(kDown) == 4500);
  // Also the rest of a way would be a guess.
  pin.set(R"({"move":"close"})");
  pin.arrive();
  CHECK(pin.ran_ms(kDown) == 17600);
}

TEST_CASE("A moving cover reports once a second, and at once when it starts and stops") {
  ClosedCover pin;
  pin.changes = 0;
  pin.set(R"({"position":30})");
  CHECK(pin.changes == 1);
  pin.run_for(999);
  CHECK(pin.changes == 1);
  CHECK(pin.state() == state("0", "opening"));
  pin.run_for(1);
  CHECK(pin.changes == 2);
  CHECK(pin.state() == state("5", "opening"));
  pin.arrive();
  CHECK(pin.changes == 7);
  pin.run_for(10000);
  CHECK(pin.changes == 7);
}

TEST_CASE("A cover that is slow, or nowhere, reports nothing that is as before") {
  CoverBench slow(R"("type":"cover","gpio":[4,5],"open_ms":300000,"close_ms":300000)");
  slow.changes = 0;
  slow.set(R"({"move":"open"})");
  slow.run_for(20000);
  CHECK(slow.changes == 1);
}

TEST_CASE("A late loop drives for longer, and the position says so") {
  ClosedCover pin;
  pin.set(R"({"position":30})");
  pin.now_ms += 6300;
  pin.run_for(0);
  CHECK(pin.state() == state("32", "stopped"));  // 31.5
  pin.set(R"({"position":31})");
  pin.arrive();
  CHECK(pin.ran_ms(kDown) == 80);
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
  CHECK(pin.state() == state("40", "stopped"));
  pin.run_for(500);
  pin.ran_ms(kUp);
  pin.set(R"({"position":60})");
  pin.run_for(1000);
  CHECK(pin.on(kUp));
  pin.configure(kCover, pin.now_ms);
  pin.run_for(0);
  CHECK_FALSE(pin.on(kUp));
  CHECK(pin.state() == state("null", "stopped"));
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
      REQUIRE(bench.last("/out/state").find(state("0", "stopped")) != std::string::npos);
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
      CHECK(bench.last("/out/state").find(state(c.position, "stopped")) != std::string::npos);
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
