#include <utility>

#include "pin_bench.h"

namespace iotdm::test {

namespace {

const std::string kGate = R"("type":"pulse","gpio":5,"on_ms":500,"count":2,"off_ms":300)";

// The level at each millisecond at which it changes, until `until_ms`, with a tick in each.
std::vector<std::pair<uint32_t, bool>> edges(PinBench& pin, uint32_t from_ms, uint32_t lasts_ms) {
  std::vector<std::pair<uint32_t, bool>> found;
  bool level = pin.gpio.driven(5) == Gpio::kFullDuty;
  for (uint32_t ms = 1; ms <= lasts_ms; ++ms) {
    pin.tick(from_ms + ms);
    if (level != (pin.gpio.driven(5) == Gpio::kFullDuty)) {
      level = !level;
      found.emplace_back(ms, level);
    }
  }
  return found;
}

using Edges = std::vector<std::pair<uint32_t, bool>>;

}  // namespace

TEST_CASE("A pulse starts off, inverted or not") {
  struct Case {
    std::string options;
    Log log;
  };
  const Case cases[] = {
      {R"("type":"pulse","gpio":5)", {"5 low", "5 output"}},
      {R"("type":"pulse","gpio":5,"invert":true)", {"5 high", "5 output"}},
      {R"("type":"pulse","gpio":16)", {"16 low", "16 output"}},
  };
  for (const Case& c : cases) {
    PinBench pin;
    CAPTURE(c.options);
    pin.configure(c.options);
    CHECK(pin.gpio.take_log() == c.log);
    CHECK(pin.state() == "false");
    CHECK_FALSE(pin.tick(100000));
  }
}

TEST_CASE("A train of pulses is exact, also across the wrap of the clock") {
  for (const uint32_t start_ms : {0U, 5000U, 0xFFFFFE00U}) {
    CAPTURE(start_ms);
    PinBench pin;
    pin.configure(kGate, start_ms);
    CHECK(pin.set("true", start_ms) == Error::kNone);
    CHECK(pin.gpio.driven(5) == Gpio::kFullDuty);
    CHECK(edges(pin, start_ms, 5000) == Edges{{500, false}, {800, true}, {1300, false}});
  }
}

TEST_CASE("The shortest, the longest and the most pulses are exact") {
  PinBench pin;
  pin.configure(R"("type":"pulse","gpio":5,"on_ms":10,"count":20,"off_ms":10)");
  pin.set("true");
  const Edges many = edges(pin, 0, 10000);
  REQUIRE(many.size() == 39);
  CHECK(many.front() == Edges::value_type{10, false});
  CHECK(many.back() == Edges::value_type{390, false});
  pin.configure(R"("type":"pulse","gpio":5,"on_ms":60000)");
  pin.set("true");
  CHECK(edges(pin, 0, 100000) == Edges{{60000, false}});
}

TEST_CASE("The state is true from the first edge to the last") {
  PinBench pin;
  pin.configure(kGate);
  pin.set("true", 0);
  CHECK(pin.tick(0));
  for (uint32_t ms = 1; ms < 1300; ++ms) {
    CAPTURE(ms);
    REQUIRE_FALSE(pin.tick(ms));
    REQUIRE(pin.state() == "true");
  }
  CHECK(pin.tick(1300));
  CHECK(pin.state() == "false");
  CHECK_FALSE(pin.tick(1301));
}

TEST_CASE("True while it runs changes nothing, whenever it comes") {
  for (const uint32_t again_ms : {0U, 1U, 499U, 500U, 600U, 799U, 1299U}) {
    CAPTURE(again_ms);
    PinBench pin;
    pin.configure(kGate);
    pin.set("true", 0);
    Edges found = edges(pin, 0, again_ms);
    CHECK(pin.set("true", again_ms) == Error::kNone);
    for (const auto& [ms, level] : edges(pin, again_ms, 5000)) {
      found.emplace_back(again_ms + ms, level);
    }
    CHECK(found == Edges{{500, false}, {800, true}, {1300, false}});
  }
}

TEST_CASE("False ends a train at once, and the next one is whole") {
  for (const uint32_t end_ms : {100U, 600U, 900U}) {
    CAPTURE(end_ms);
    PinBench pin;
    pin.configure(kGate);
    pin.set("true", 0);
    edges(pin, 0, end_ms);
    CHECK(pin.set("false", end_ms) == Error::kNone);
    CHECK(pin.gpio.driven(5) == 0);
    CHECK(pin.state() == "false");
    CHECK(edges(pin, end_ms, 5000).empty());
    pin.set("true", 10000);
    CHECK(edges(pin, 10000, 5000) == Edges{{500, false}, {800, true}, {1300, false}});
  }
}

TEST_CASE("A loop that is late lengthens a phase, and shortens none") {
  PinBench pin;
  pin.configure(kGate);
  pin.set("true", 0);
  pin.tick(750);
  CHECK(pin.gpio.driven(5) == 0);
  CHECK(edges(pin, 750, 5000) == Edges{{300, true}, {800, false}});
}

TEST_CASE("A train that a new configuration interrupts is over") {
  PinBench pin;
  pin.configure(kGate);
  pin.set("true", 0);
  pin.configure(kGate + R"(,"invert":true)", 100);
  CHECK(pin.state() == "false");
  CHECK(pin.gpio.driven(5) == Gpio::kFullDuty);
  CHECK(edges(pin, 100, 5000).empty());
}

TEST_CASE("Inverted pulses are low") {
  PinBench pin;
  pin.configure(kGate + R"(,"invert":true)");
  pin.set("true", 0);
  CHECK(pin.gpio.driven(5) == 0);
  CHECK(edges(pin, 0, 5000) == Edges{{500, true}, {800, false}, {1300, true}});
}

TEST_CASE("A pulse takes nothing but true and false") {
  PinBench pin;
  pin.configure(kGate);
  check_refused(pin, kNoFlag);
}

}  // namespace iotdm::test
