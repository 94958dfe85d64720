#pragma once

#include <doctest/doctest.h>

#include <string>

#include "fake_gpio.h"
#include "printing.h"
#include "rules.h"
#include "words.h"

namespace iotdm::test {

// Pins and local rules without the rest of a device, and a clock of single milliseconds.
class RuleBench {
 public:
  FakeGpio gpio;
  PinSet pins{gpio};
  Rules rules{pins, "5ccf7f0a1b2c"};
  uint32_t now_ms;
  bool offline = false;

  explicit RuleBench(uint32_t begin_ms = 100000) : now_ms(begin_ms) {}

  // The items of the configuration's lists. Returns when every input has settled.
  void configure(const std::string& pin_items, const std::string& rule_items = "") {
    REQUIRE(pins.plan(JsonText("[" + pin_items + "]")) == Error::kNone);
    pins.apply(now_ms);
    rules.apply(JsonText("[" + rule_items + "]"));
    run_for(1001);
    since_ms_ = 0;
  }

  // Time passes; what happens at inputs is noted as "d.press@60", from the last take_events() on.
  void run_for(uint32_t ms) {
    for (uint32_t i = 0; i < ms; ++i) {
      ++now_ms;
      ++since_ms_;
      loop();
    }
  }
  void press(uint32_t ms, uint8_t input = 14) {
    gpio.set_outside(input, true);
    run_for(ms);
    gpio.set_outside(input, false);
  }
  Log take_events() {
    since_ms_ = 0;
    return std::exchange(log_, {});
  }

  // The value in a state message.
  std::string state(const std::string& key) const {
    char buffer[512];
    JsonWriter json(buffer, sizeof(buffer));
    json.open_object();
    pins.write_states(json);
    json.close_object();
    JsonWalker walker{JsonText(json.view())};
    while (walker.next()) {
      if (walker.key() == key) {
        return std::string(walker.value().raw());
      }
    }
    return {};
  }
  std::string errors() const {
    char buffer[1024];
    JsonWriter json(buffer, sizeof(buffer));
    json.open_array();
    rules.write_errors(json);
    json.close_array();
    return std::string(json.view());
  }
  bool driven(uint8_t output) const { return gpio.driven(output) == Gpio::kFullDuty; }

 private:
  void loop() {
    pins.tick({}, now_ms);
    while (pins.has_events()) {
      Happened what;
      while (pins.take_event(what)) {
        uint8_t index = 0;
        while (what.event >> index != 1) {
          ++index;
        }
        log_.push_back(std::string(what.key) + "." + std::string(word_at(kEventWords, index)) + "@" +
                       std::to_string(since_ms_));
        rules.happened(what, offline, now_ms);
      }
      pins.tick({}, now_ms);
    }
    rules.tick(now_ms);
  }

  uint32_t since_ms_ = 0;
  Log log_;
};

}  // namespace iotdm::test
