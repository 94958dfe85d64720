#pragma once

#include <doctest/doctest.h>

#include <string>

#include "fake_gpio.h"
#include "pin_set.h"
#include "printing.h"

namespace iotdm::test {

// One pin, called "a", as its type makes it.
class PinBench {
 public:
  FakeGpio gpio;

  // `options` is the pin's object without its key.
  void configure(const std::string& options, uint32_t now_ms = 0) {
    REQUIRE(pins_.plan(JsonText("[{\"key\":\"a\"," + options + "}]")) == Error::kNone);
    pins_.apply(now_ms);
  }

  Error set(const std::string& value, uint32_t now_ms = 0) { return pins_.set("a", JsonText(value), true, now_ms); }

  // True when the state changed.
  bool tick(uint32_t now_ms) {
    gpio.now_us = now_ms * 1000;
    return pins_.tick({}, now_ms);
  }

  // The value in a state message.
  std::string state() const {
    char buffer[128];
    JsonWriter json(buffer, sizeof(buffer));
    json.open_object();
    pins_.write_states(json);
    return std::string(json.view().substr(5));
  }

  // The errors in a status message.
  std::string errors() const {
    char buffer[128];
    JsonWriter json(buffer, sizeof(buffer));
    json.open_array();
    pins_.write_errors(json);
    return std::string(json.view().substr(1));
  }

 private:
  PinSet pins_{gpio};
};

}  // namespace iotdm::test
