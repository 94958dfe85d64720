#pragma once

#include <cstdint>

// What a BME280's or BMP280's raw readings mean, with the calibration that each part brings. Formulas and example:
// Bosch Sensortec, BME280 data sheet (BST-BME280-DS002), section 4.2.3 and appendix 8.2; BMP280 data sheet
// (BST-BMP280-DS001), sections 3.11.3 and 3.12. In 32 bits, and safe with a calibration that makes no sense.
namespace iotdm::bme280 {

constexpr uint8_t kTemperatureWords = 3;
constexpr uint8_t kPressureWords = 9;
constexpr uint8_t kHumidityBytes = 7;

// A temperature in 1/5120 °C, as the other formulas need it. `calibration`: the bytes of dig_T1 to dig_T3.
int32_t fine_temperature(uint32_t raw, const uint8_t (&calibration)[2 * kTemperatureWords]);
// Hundredths of a degree.
int32_t centidegrees(int32_t fine);
// Pascal; 0 with a calibration that makes no sense. `calibration`: the bytes of dig_P1 to dig_P9.
uint32_t pascals(uint32_t raw, int32_t fine, const uint8_t (&calibration)[2 * kPressureWords]);
// 1/1024 %, 0 to 100 %. `h1`: dig_H1; `calibration`: the bytes of dig_H2 to dig_H6.
uint32_t humidity(uint32_t raw, int32_t fine, uint8_t h1, const uint8_t (&calibration)[kHumidityBytes]);

}  // namespace iotdm::bme280
