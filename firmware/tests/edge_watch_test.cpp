// What the interrupts do, with clean, bouncing and damaged signals.
#include "edge_watch.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <random>
#include <string>
#include <vector>

namespace iotdm::test {

namespace {

constexpr uint8_t kGpio = 14;

// A level and for how long it lasts.
struct Piece {
  bool high;
  uint32_t us;
};

using Signal = std::vector<Piece>;

Signal repeated(const Signal& piece, int times) {
  Signal signal;
  for (int i = 0; i < times; ++i) {
    signal.insert(signal.end(), piece.begin(), piece.end());
  }
  return signal;
}

// Shows `watch` the edges, from a high level on and across the wrap of the clock, and the end of the last piece.
void play(PulseWatch& watch, const Signal& signal) {
  uint32_t now_us = 0xFFFFF000;
  watch.begin(true);
  bool level = true;
  for (const Piece& piece : signal) {
    if (piece.high != level) {
      level = piece.high;
      watch.edge(level, now_us);
    }
    now_us += piece.us;
  }
  watch.settle(now_us);
}

uint32_t pulses(const Signal& signal, uint32_t debounce_us, bool counts_high = false) {
  PulseWatch watch(kGpio, counts_high, debounce_us);
  play(watch, signal);
  return watch.count();
}

// A contact that bounces for 2.2 ms when it closes, and for 1.3 ms when it opens.
const Signal kReed = {{true, 400000}, {false, 300}, {true, 200},  {false, 700}, {true, 1000},
                      {false, 80000}, {true, 100},  {false, 400}, {true, 300},  {false, 500}};

// By the definition, from a plain look at the whole signal.
uint32_t expected(const Signal& signal, uint32_t debounce_us) {
  uint32_t count = 0;
  bool settled = true;
  for (size_t i = 0; i < signal.size();) {
    uint32_t us = 0;
    const bool high = signal[i].high;
    for (; i < signal.size() && signal[i].high == high; ++i) {
      us += signal[i].us;
    }
    if (high != settled && us >= debounce_us) {
      settled = high;
      count += high ? 0 : 1;
    }
  }
  return count;
}

class Knob {
 public:
  explicit Knob(uint8_t edges) : watch(12, 13, edges) { watch.begin(true, true); }

  // The states one after the other, as A and B: "00" and so on.
  void go(const std::vector<std::string>& states) {
    for (const std::string& state : states) {
      watch.edge(state[0] == '1', state[1] == '1');
    }
  }

  EncoderWatch watch;
};

const std::vector<std::string> kRight = {"01", "00", "10", "11"};
const std::vector<std::string> kLeft = {"10", "00", "01", "11"};

}  // namespace

TEST_CASE("Clean pulses are counted, each once, at either edge") {
  const Signal flow = repeated({{false, 1000}, {true, 1000}}, 500);
  for (const bool counts_high : {false, true}) {
    CHECK(pulses(flow, 500, counts_high) == 500);
    CHECK(pulses(flow, 0, counts_high) == 500);
    CHECK(pulses(flow, 1000, counts_high) == 500);
    CHECK(pulses(flow, 1001, counts_high) == 0);
  }
}

TEST_CASE("A reed contact that bounces at both ends counts once each time") {
  CHECK(pulses(repeated(kReed, 100), 5000) == 100);
  CHECK(pulses(repeated(kReed, 100), 1100) == 100);
  CHECK(pulses(repeated(kReed, 100), 0) == 500);
}

TEST_CASE("Spikes that are shorter than the debounce are no pulses, however many") {
  CHECK(pulses(repeated({{true, 9000}, {false, 4999}}, 1000), 5000) == 0);
  CHECK(pulses(repeated({{false, 1}, {true, 1}}, 5000), 5000) == 0);
}

TEST_CASE("A pulse counts without a further edge, when somebody looks") {
  PulseWatch watch(kGpio, false, 5000);
  watch.begin(true);
  watch.edge(false, 1000);
  CHECK(watch.busy());
  watch.settle(5999);
  CHECK(watch.count() == 0);
  watch.settle(6000);
  CHECK(watch.count() == 1);
  CHECK(watch.pulse_us() == 1000);
  CHECK(watch.busy());
  CHECK(watch.take());
  CHECK_FALSE(watch.busy());
  CHECK_FALSE(watch.take());
}

TEST_CASE("Edges that were too fast for the interrupt begin the wait anew") {
  PulseWatch watch(kGpio, false, 5000);
  watch.begin(true);
  watch.edge(false, 0);
  watch.edge(false, 4000);
  watch.settle(5000);
  CHECK(watch.count() == 0);
  watch.settle(9000);
  CHECK(watch.count() == 1);
}

TEST_CASE("What a contact was at when the watch began is no pulse") {
  PulseWatch watch(kGpio, false, 5000);
  watch.begin(false);
  watch.settle(1000000);
  CHECK(watch.count() == 0);
  CHECK_FALSE(watch.busy());
}

TEST_CASE("Whatever the signal, the pulses are those of the definition") {
  std::mt19937 dice(20262);
  for (int i = 0; i < 2000; ++i) {
    Signal signal;
    for (int pieces = 0; pieces < 60; ++pieces) {
      signal.push_back({dice() % 2 == 0, 1 + static_cast<uint32_t>(dice() % 3000)});
    }
    const auto debounce_us = static_cast<uint32_t>(dice() % 4000);
    CAPTURE(i);
    CHECK(pulses(signal, debounce_us) == expected(signal, debounce_us));
  }
}

TEST_CASE("An encoder counts its detents in both directions") {
  for (const uint8_t edges : {uint8_t{4}, uint8_t{2}, uint8_t{1}}) {
    CAPTURE(static_cast<int>(edges));
    Knob knob(edges);
    for (int i = 0; i < 10; ++i) {
      knob.go(kRight);
    }
    CHECK(knob.watch.detents() == 40 / edges);
    for (int i = 0; i < 25; ++i) {
      knob.go(kLeft);
    }
    CHECK(knob.watch.detents() == -60 / edges);
  }
}

TEST_CASE("A contact of an encoder that bounces goes to and fro") {
  Knob knob(4);
  for (int i = 0; i < 50; ++i) {
    knob.go({"01", "11", "01", "11", "01", "00", "01", "00", "10", "00", "10", "11", "10", "11"});
  }
  CHECK(knob.watch.detents() == 50);
  for (int i = 0; i < 50; ++i) {
    knob.go({"01", "11", "01", "11"});
  }
  CHECK(knob.watch.detents() == 50);
}

TEST_CASE("A knob that turns back before the detent has not moved") {
  Knob knob(4);
  knob.go({"01", "00", "10", "00", "01", "11", "10", "00", "10", "11"});
  CHECK(knob.watch.detents() == 0);
}

TEST_CASE("A missed edge is not taken for a direction, and does not last") {
  Knob knob(4);
  knob.go({"00", "11", "00", "11"});
  CHECK(knob.watch.detents() == 0);
  knob.go({"01", "10", "11"});  // two edges are missing
  CHECK(knob.watch.detents() == 0);
  knob.go(kRight);
  CHECK(knob.watch.detents() == 1);
  knob.go(kLeft);
  CHECK(knob.watch.detents() == 0);
}

TEST_CASE("An edge that shows nothing new moves nothing") {
  Knob knob(1);
  knob.go({"11", "11", "01", "01", "01"});
  CHECK(knob.watch.detents() == 1);
}

TEST_CASE("However many edges are missed, a knob that is turned to the right never goes to the left") {
  std::mt19937 dice(7);
  const std::string states[] = {"11", "01", "00", "10"};
  for (const uint8_t edges : {uint8_t{4}, uint8_t{2}}) {
    Knob knob(edges);
    size_t at = 0;
    int32_t last = 0;
    for (int i = 0; i < 20000; ++i) {
      at += dice() % 10 == 0 ? 2 : 1;
      knob.go({states[at % 4]});
      CHECK(knob.watch.detents() >= last);
      last = knob.watch.detents();
    }
    CHECK(last > 20000 / edges / 4);
  }
}

}  // namespace iotdm::test
