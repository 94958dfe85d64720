#pragma once

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "fake_gpio.h"
#include "pin_set.h"
#include "printing.h"

namespace iotdm::test {

// Outputs "a", "b" … at GPIO 5, 4, 14, 12 of one board whose time passes by the millisecond.
class Relays {
 public:
  FakeGpio gpio;
  Absence absence;
  uint32_t now_ms = 1000;

  // One relay for each text, which is the rest of its object.
  // At boot after a power cut.
  template <class... Options>
  explicit Relays(const Options&... options) {
    plan(options...);
    NothingKept nothing;
    pins.apply(nothing, now_ms);
  }

  // In place of those that were there; one that stays keeps its level.
  template <class... Options>
  void configure(const Options&... options) {
    plan(options...);
    pins.apply(now_ms);
  }

  // The same with any objects.
  void configure_as(const std::string& list) {
    REQUIRE(pins.plan(JsonText("[" + list + "]")) == Error::kNone);
    pins.apply(now_ms);
  }

  Error set(char key, bool on, bool timed = true) {
    return pins.set(std::string_view(&key, 1), JsonText(on ? "true" : "false"), timed, now_ms);
  }

  void pass(uint32_t ms) {
    for (uint32_t i = 0; i < ms; ++i) {
      ++now_ms;
      pins.tick(absence, now_ms);
    }
  }

  // Without looking, as a stalled loop.
  void skip(uint32_t ms) {
    now_ms += ms;
    pins.tick(absence, now_ms);
  }

  // What is driven: "1" for on, "0" for off, "-" for nothing; one character for each relay.
  std::string levels() const {
    std::string levels;
    for (const uint8_t number : kGpios) {
      const auto driven = gpio.driven(number);
      levels += !driven ? '-' : *driven != 0 ? '1' : '0';
    }
    return levels.substr(0, levels.find_last_not_of('-') + 1);
  }

  PinSet pins{gpio};

 private:
  class NothingKept final : public KeptLevels {
   public:
    Level before_restart(uint32_t /*pin*/) override { return {}; }
    Level before_power_cut(uint32_t /*pin*/) override { return {}; }
  };

  template <class... Options>
  void plan(const Options&... options) {
    std::string list;
    uint8_t index = 0;
    for (const std::string& more : std::vector<std::string>{options...}) {
      list += std::string(list.empty() ? "" : ",") + R"({"key":")" + static_cast<char>('a' + index) +
              R"(","type":"digital_output","gpio":)" + std::to_string(kGpios[index]) +
              (more.empty() ? "" : "," + more) + "}";
      ++index;
    }
    REQUIRE(pins.plan(JsonText("[" + list + "]")) == Error::kNone);
  }

  static constexpr uint8_t kGpios[] = {5, 4, 14, 12};
};

}  // namespace iotdm::test
