#include "../bme280_formula.h"
#include "../i2c_sensor.h"
#include "make_pin.h"

namespace iotdm {

namespace {

// Registers, values and times: Bosch Sensortec, BME280 data sheet (BST-BME280-DS002), sections 5.4 and 9.1.
enum Register : uint8_t {
  kTemperatureCalibration = 0x88,
  kPressureCalibration = 0x8E,
  kHumidity1 = 0xA1,
  kChipId = 0xD0,
  kHumidityCalibration = 0xE1,
  kControlHumidity = 0xF2,
  kStatus = 0xF3,
  kControl = 0xF4,
};
constexpr uint8_t kBme280Id = 0x60;
constexpr uint8_t kBmp280Id = 0x58;
constexpr uint8_t kSampleOnce = 0x01;
constexpr uint8_t kMeasureOnce = 0x25;  // each of pressure and temperature once, then sleep
constexpr uint8_t kHasMeasured = 0x24;  // what the same register says afterwards
constexpr uint8_t kIsMeasuring = 1 << 3;
constexpr uint8_t kMeasuresForMs = 12;  // 9.3 at most

constexpr int32_t kFirstAddress = 0x76;

IOTDM_IN_FLASH("bme280_words")
constexpr FlashValue<uint32_t> kAddresses[] = {{name_hash("0x76")}, {name_hash("0x77")}};

IOTDM_IN_FLASH("bme280")
constexpr OptionSpec kOptions[] = {
    word_option("address", kAddresses),
    number_option("every", 30000, 1000, 3600000),
};

uint32_t twenty_bits(const uint8_t* bytes) { return bytes[0] << 12 | bytes[1] << 4 | bytes[2] >> 4; }

// The calibration is read each time: another part with other words may be there since.
class Bme280 final : public I2cSensor {
 public:
  Bme280(const PinConfig& config, const GpioList& gpios, Gpio& gpio)
      : I2cSensor(config, gpios, gpio, kFirstAddress + config.options[kAddress], kMeasuresForMs) {}

 private:
  enum Steps : uint8_t { kStart, kMeasure, kPressure, kHumidity };

  // A few transfers at a time, so that no loop takes long.
  Step ask(uint8_t step) override {
    switch (step) {
      case kStart:
        return start_measuring();
      case kMeasure:
        return read_temperature();
      case kPressure:
        return read_pressure();
      default:
        return read_humidity();
    }
  }

  Step start_measuring() {
    uint8_t id[1];
    if (!read_registers(kChipId, id)) {
      return Step::kNotFound;
    }
    if (id[0] != kBme280Id && id[0] != kBmp280Id) {
      return Step::kBadValue;
    }
    has_humidity_ = id[0] == kBme280Id;
    // The first register counts only when the second one is written.
    const bool humid = !has_humidity_ || write({kControlHumidity, kSampleOnce});
    return humid && write({kControl, kMeasureOnce}) ? Step::kGoesOn : Step::kNotFound;
  }

  Step read_temperature() {
    uint8_t data[12];
    uint8_t calibration[2 * bme280::kTemperatureWords];
    if (!read_registers(kStatus, data) || !read_registers(kTemperatureCalibration, calibration)) {
      return Step::kNotFound;
    }
    // Anything else has not measured since it was told to, because it lost its power for example.
    if ((data[0] & kIsMeasuring) != 0 || data[1] != kHasMeasured) {
      return Step::kBadValue;
    }
    raw_pressure_ = twenty_bits(data + 4);
    raw_humidity_ = static_cast<uint16_t>(data[10] << 8 | data[11]);
    fine_ = bme280::fine_temperature(twenty_bits(data + 7), calibration);
    return is_within(bme280::centidegrees(fine_), -4000, 8500) ? Step::kGoesOn : Step::kBadValue;
  }

  Step read_pressure() {
    uint8_t calibration[2 * bme280::kPressureWords];
    if (!read_registers(kPressureCalibration, calibration)) {
      return Step::kNotFound;
    }
    const uint32_t pressure = bme280::pascals(raw_pressure_, fine_, calibration);
    read_pressure_ = static_cast<uint16_t>((pressure + 5) / 10);
    return pressure >= 30000 && pressure <= 110000 ? Step::kGoesOn : Step::kBadValue;
  }

  Step read_humidity() {
    uint16_t humidity = kNoHumidity;
    if (has_humidity_) {
      uint8_t first[1];
      uint8_t others[bme280::kHumidityBytes];
      if (!read_registers(kHumidity1, first) || !read_registers(kHumidityCalibration, others)) {
        return Step::kNotFound;
      }
      humidity = static_cast<uint16_t>((bme280::humidity(raw_humidity_, fine_, first[0], others) * 10 + 512) / 1024);
    }
    const auto temperature = static_cast<int16_t>(bme280::centidegrees(fine_));
    const bool same = temperature == temperature_ && read_pressure_ == pressure_ && humidity == humidity_;
    temperature_ = temperature;
    pressure_ = read_pressure_;
    humidity_ = humidity;
    return same ? Step::kSame : Step::kRead;
  }

  static bool is_within(int32_t value, int32_t lowest, int32_t highest) { return value >= lowest && value <= highest; }

  void write_value(JsonWriter& json) const override {
    json.open_object().key("temperature").thousandths(temperature_ * 10).key("humidity");
    if (humidity_ == kNoHumidity) {
      json.null();
    } else {
      json.thousandths(humidity_ * 100);
    }
    json.key("pressure").thousandths(pressure_ * 100).close_object();
  }

  static constexpr uint16_t kNoHumidity = 0xFFFF;

  bool has_humidity_ = false;
  uint32_t raw_pressure_ = 0;
  int32_t fine_ = 0;
  uint16_t raw_humidity_ = 0;
  uint16_t read_pressure_ = 0;
  int16_t temperature_ = 0;  // hundredths of a degree
  uint16_t humidity_ = 0;    // tenths of a per cent
  uint16_t pressure_ = 0;    // tenths of a hectopascal
};

}  // namespace

IOTDM_IN_FLASH("row_bme280")
extern const PinType kBme280 = {
    "bme280", kOptions, count_of(kOptions), 0, I2cSensor::kNeeds, 2, 2, nullptr, make_pin<Bme280>, {kBusI2c},
};

}  // namespace iotdm
