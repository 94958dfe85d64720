#pragma once

#include <doctest/doctest.h>

#include <string>
#include <vector>

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

  // The board starts with this pin, and with what it kept of it.
  void restart(const std::string& options, KeptLevels& kept) {
    REQUIRE(pins_.plan(JsonText("[{\"key\":\"a\"," + options + "}]")) == Error::kNone);
    pins_.apply(kept, 0);
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
    char buffer[512];
    JsonWriter json(buffer, sizeof(buffer));
    json.open_array();
    pins_.write_errors(json);
    return std::string(json.view().substr(1));
  }

 private:
  PinSet pins_{gpio};
};

// What a pin with these options does at power-on, and how it says that it is.
struct Beginning {
  std::string options;
  Log log;
  std::string state;
};

// Each pin begins like this, which is no change to report.
inline void check_beginnings(const std::vector<Beginning>& beginnings) {
  for (const Beginning& beginning : beginnings) {
    PinBench pin;
    CAPTURE(beginning.options);
    pin.configure(beginning.options);
    CHECK(pin.gpio.take_log() == beginning.log);
    CHECK(pin.state() == beginning.state);
    CHECK_FALSE(pin.tick(0));
  }
}

// What an output that is on or off and nothing else does not take.
inline const std::vector<std::string> kNoFlag = {"1",    "\"ON\"", "\"true\"", "TRUE", R"({"on":true})",
                                                 "null", "[true]", ""};
// What an output whose values are objects does not take.
inline const std::vector<std::string> kNoMembers = {"true",
                                                    "51",
                                                    "null",
                                                    R"("on")",
                                                    R"([{"on":true}])",
                                                    R"({"on":1})",
                                                    R"({"on":null})",
                                                    R"({"on":"true"})",
                                                    R"({"on":false,})",
                                                    R"({"on":false)"};

// The pin takes none of these values, and none of them changes anything.
inline void check_refused(PinBench& pin, const std::vector<std::string>& values, uint32_t now_ms = 0) {
  pin.tick(now_ms);
  pin.gpio.take_log();
  const std::string state = pin.state();
  for (const std::string& value : values) {
    CAPTURE(value);
    CHECK(pin.set(value, now_ms) == Error::kBadValue);
  }
  CHECK(pin.state() == state);
  CHECK_FALSE(pin.tick(now_ms + 10));
  CHECK(pin.gpio.take_log().empty());
}

}  // namespace iotdm::test
