#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include "pin_bench.h"

namespace iotdm::test {

// GPIO 4 is cold, 5 warm; 12, 13, 14 are red, green, blue.
inline const std::string kWhites = R"("type":"light","gpio":[4,5],"warm":2000,"cold":6000)";
inline const std::string kRgb = R"("type":"light","gpio":[12,13,14])";
inline const std::string kRgbw = R"("type":"light","gpio":[12,13,14,4])";
inline const std::string kRgbww = R"("type":"light","gpio":[12,13,14,4,5],"warm":2000,"cold":6000)";
inline const std::string kLinear = R"(,"gamma":1)";

using Duties = std::vector<uint16_t>;

inline Duties duties(const PinBench& pin, const std::vector<uint8_t>& gpios) {
  Duties found;
  for (const uint8_t gpio : gpios) {
    found.push_back(pin.gpio.driven(gpio).value());
  }
  return found;
}

inline void set(PinBench& pin, const std::string& value, uint32_t now_ms = 0) {
  CAPTURE(value);
  REQUIRE(pin.set(value, now_ms) == Error::kNone);
}

inline bool are_near(const Duties& a, const Duties& b, int most) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [most](int left, int right) { return std::abs(left - right) <= most; });
}

}  // namespace iotdm::test
