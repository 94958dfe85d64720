#pragma once

#include <cstdlib>
#include <string>
#include <string_view>

#include "json_reader.h"
#include "simulated_pins.h"

namespace iotdm::host {

// What is connected to a virtual device, as the requests of the control socket say it. Each of these is false when the
// request lacks something, or says something that cannot be; nothing happens then.

// A level at a GPIO, or the counts of the analog input.
bool set_input(SimulatedPins& pins, const JsonObject& request);
bool send_pulses(SimulatedPins& pins, const JsonObject& request);
// A knob.
bool turn(SimulatedPins& pins, const JsonObject& request);
bool put_dht(SimulatedPins& pins, const JsonObject& request);
bool put_probes(SimulatedPins& pins, const JsonObject& request);
// A part on a two-wire bus.
bool put_part(SimulatedPins& pins, const JsonObject& request);

template <class Bytes = std::string>
Bytes from_hex(std::string_view digits) {
  Bytes bytes;
  for (size_t i = 0; i + 1 < digits.size(); i += 2) {
    bytes +=
        static_cast<typename Bytes::value_type>(std::strtoul(std::string(digits.substr(i, 2)).c_str(), nullptr, 16));
  }
  return bytes;
}

}  // namespace iotdm::host
