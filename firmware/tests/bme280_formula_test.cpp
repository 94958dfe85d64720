#include "bme280_formula.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <cstring>

#include "printing.h"

namespace iotdm::test {

namespace {

// Bosch Sensortec, BMP280 data sheet (BST-BMP280-DS001), section 3.12: calibration, raw readings and what they mean.
constexpr uint8_t kTemperature[] = {0x70, 0x6B, 0x43, 0x67, 0x18, 0xFC};
constexpr uint8_t kPressure[] = {0x7D, 0x8E, 0x43, 0xD6, 0xD0, 0x0B, 0x27, 0x0B, 0x8C,
                                 0x00, 0xF9, 0xFF, 0x8C, 0x3C, 0xF8, 0xC6, 0x70, 0x17};
constexpr uint32_t kRawTemperature = 519888;
constexpr uint32_t kRawPressure = 415148;
constexpr int32_t kFine = 128422;

// Of a real BME280: dig_H2 = 362, H3 = 0, H4 = 313, H5 = 50, H6 = 30. The data sheet has no example for it.
constexpr uint8_t kHumidity1 = 75;
constexpr uint8_t kHumidity[] = {0x6A, 0x01, 0x00, 0x13, 0x29, 0x03, 0x1E};

// At most this far apart.
bool is_near(double is, double should_be, double by) { return is - should_be <= by && should_be - is <= by; }

}  // namespace

TEST_CASE("The data sheet's example of temperature and pressure comes out") {
  CHECK(bme280::fine_temperature(kRawTemperature, kTemperature) == kFine);
  CHECK(bme280::centidegrees(kFine) == 2508);
  // 100653.27 by the data sheet's formula with floating point; that in 32 bits is said to differ by a few pascal.
  CHECK(is_near(bme280::pascals(kRawPressure, kFine, kPressure), 100653.27, 4));
}

TEST_CASE("All over the range it is what the data sheet's formulas with floating point say") {
  struct Case {
    uint32_t raw_temperature;
    double degrees;
    double pascals[3];   // of these raw pressures
    double humidity[3];  // of these raw humidities
  };
  constexpr uint32_t kRawPressures[] = {350000, 415148, 480000};
  constexpr uint32_t kRawHumidities[] = {22000, 28000, 33000};
  const Case cases[] = {
      {400000, -12.64361, {105492.0, 94916.3, 84426.9}, {12.40, 43.19, 68.65}},
      {480000, 12.56689, {109769.1, 98733.1, 87788.8}, {11.00, 43.70, 70.71}},
      {560000, 37.63187, {114092.7, 102591.4, 91187.3}, {9.37, 43.96, 72.52}},
      {600000, 50.10979, {116262.5, 104527.7, 92893.0}, {8.46, 44.00, 73.33}},
  };
  for (const Case& c : cases) {
    const int32_t fine = bme280::fine_temperature(c.raw_temperature, kTemperature);
    CAPTURE(c.raw_temperature);
    CHECK(is_near(bme280::centidegrees(fine), c.degrees * 100, 1));
    for (int i = 0; i < 3; ++i) {
      CHECK(is_near(bme280::pascals(kRawPressures[i], fine, kPressure), c.pascals[i], 8));
      CHECK(is_near(bme280::humidity(kRawHumidities[i], fine, kHumidity1, kHumidity), c.humidity[i] * 1024, 30));
    }
  }
}

TEST_CASE("No air is dryer than dry or wetter than wet") {
  CHECK(bme280::humidity(10000, kFine, kHumidity1, kHumidity) == 0);
  CHECK(bme280::humidity(60000, kFine, kHumidity1, kHumidity) == 100 * 1024);
}

TEST_CASE("Whatever the calibration, there is a result, and a division by nothing is none") {
  uint8_t temperature[sizeof(kTemperature)];
  uint8_t pressure[sizeof(kPressure)];
  uint8_t humidity[sizeof(kHumidity)];
  for (int byte = 0; byte < 256; byte += 5) {
    std::memset(temperature, byte, sizeof(temperature));
    std::memset(pressure, byte, sizeof(pressure));
    std::memset(humidity, byte, sizeof(humidity));
    for (const uint32_t raw : {0U, 0x80000U, 0xFFFFFU}) {
      const int32_t fine = bme280::fine_temperature(raw, temperature);
      bme280::centidegrees(fine);
      bme280::pascals(raw, fine, pressure);
      CHECK(bme280::humidity(raw >> 4, fine, static_cast<uint8_t>(byte), humidity) <= 100 * 1024);
    }
  }
  std::memset(pressure, 0, sizeof(pressure));
  CHECK(bme280::pascals(kRawPressure, kFine, pressure) == 0);
}

}  // namespace iotdm::test
