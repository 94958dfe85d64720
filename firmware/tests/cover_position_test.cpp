// Where a cover is and goes, from the time that its motor ran.
#include "cover_bench.h"

namespace iotdm::test {

TEST_CASE("The way to an end lasts 10 % longer than computed, and the position stays within its range") {
  ClosedCover pin;
  pin.set(R"({"position":100})");
  CHECK(pin.on(kUp));
  pin.run_for(10000);
  CHECK(pin.state() == cover_state("50", "opening"));
  pin.run_for(11999);
  CHECK(pin.state() == cover_state("100", "opening"));
  CHECK(pin.on(kUp));
  pin.run_for(1);
  CHECK(pin.state() == cover_state("100", "stopped"));
  CHECK_FALSE(pin.on(kUp));
  pin.run_for(500);
  pin.set(R"({"move":"close"})");
  pin.run_for(17599);
  CHECK(pin.state() == cover_state("0", "closing"));
  pin.run_for(1);
  CHECK(pin.state() == cover_state("0", "stopped"));
  CHECK(pin.ran_ms(kUp) == 22000);
  CHECK(pin.ran_ms(kDown) == 17600);
}

TEST_CASE("An end that is reached already is made sure of once more") {
  ClosedCover pin;
  pin.set(R"({"position":0})");
  CHECK(pin.state() == cover_state("0", "closing"));
  pin.arrive();
  CHECK(pin.ran_ms(kDown) == 1600);
  CHECK(pin.state() == cover_state("0", "stopped"));
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
    CHECK(pin.state() == cover_state(std::to_string(step.wish), "stopped"));
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
  CHECK(pin.state() == cover_state("31", "stopped"));  // 30.5
  CHECK(pin.ran_ms(kUp) == 6100);
  // The rest of the way is computed from what it is, not from what it says.
  pin.set(R"({"position":40})");
  pin.arrive();
  CHECK(pin.ran_ms(kUp) == 1900);
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
  CHECK(pin.state() == cover_state("60", "stopped"));
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
    CHECK(pin.state() == cover_state(c.position, "stopped"));
    CHECK(pin.ran_ms(kUp) == c.up_ms);
    CHECK(pin.ran_ms(kDown) == c.down_ms);
  }
}

TEST_CASE("A cover that never came to an end still does not know where it is") {
  CoverBench pin;
  pin.set(R"({"position":70})");
  pin.run_for(21000);
  CHECK(pin.state() == cover_state("null", "opening"));
  pin.set(R"({"position":30})");
  CHECK(pin.state() == cover_state("null", "closing"));
  pin.run_for(5000);
  pin.set(R"({"move":"stop"})");
  CHECK(pin.state() == cover_state("null", "stopped"));
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
  CHECK(pin.state() == cover_state("0", "opening"));
  pin.run_for(1);
  CHECK(pin.changes == 2);
  CHECK(pin.state() == cover_state("5", "opening"));
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
  CHECK(pin.state() == cover_state("32", "stopped"));  // 31.5
  pin.set(R"({"position":31})");
  pin.arrive();
  CHECK(pin.ran_ms(kDown) == 80);
}

}  // namespace iotdm::test
