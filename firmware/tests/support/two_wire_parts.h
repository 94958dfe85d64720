#pragma once

#include "fake_gpio.h"

namespace iotdm::test {

using Answers = std::vector<std::pair<std::string, std::string>>;

// The calibration of the example in Bosch's BMP280 data sheet, section 3.12; the humidity's is that of a real part.
inline const std::string kTemperatureCalibration = "706b436718fc";
inline const std::string kPressureCalibration = "7d8e43d6d00b270b8c00f9ff8c3cf8c67017";
inline const std::string kHumidity1 = "4b";
inline const std::string kHumidityCalibration = "6a01001329031e";

// `measured`: status, control, two others, then pressure, temperature and humidity, as the registers have them.
inline Answers bme280(const std::string& measured = "00240000655ac07eed007530", const std::string& chip_id = "60") {
  return {{"d0", chip_id},
          {"f201", ""},
          {"f425", ""},
          {"f3", measured},
          {"88", kTemperatureCalibration},
          {"8e", kPressureCalibration},
          {"a1", kHumidity1},
          {"e1", kHumidityCalibration}};
}

}  // namespace iotdm::test
