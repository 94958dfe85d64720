#pragma once

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <utility>

#include "pin_bench.h"

namespace iotdm::test {

constexpr uint8_t kUp = 4;
constexpr uint8_t kDown = 5;
inline const std::string kCover = R"("type":"cover","gpio":[4,5],"open_ms":20000,"close_ms":16000)";

inline std::string cover_state(const std::string& position, const std::string& moving) {
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
    REQUIRE(state() == cover_state("0", "stopped"));
    ran_ms(kDown);
  }
};

}  // namespace iotdm::test
