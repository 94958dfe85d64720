#include "../i2c_sensor.h"
#include "make_pin.h"

namespace iotdm {

namespace {

// Commands, times, formulas and checksum: Sensirion, SHT3x-DIS data sheet, sections 4.3, 4.12 and 4.13.
constexpr uint8_t kMeasure[] = {0x24, 0x00};  // once, as exactly as it can, and without holding the clock
constexpr uint8_t kMeasuresForMs = 17;        // 15.5 at most

constexpr int32_t kFirstAddress = 0x44;

IOTDM_IN_FLASH("sht3x_words")
constexpr FlashValue<uint32_t> kAddresses[] = {{name_hash("0x44")}, {name_hash("0x45")}};

IOTDM_IN_FLASH("sht3x")
constexpr OptionSpec kOptions[] = {
    word_option("address", kAddresses),
    number_option("every", 30000, 1000, 3600000),
};

// Two bytes and the checksum behind them.
bool is_intact(const uint8_t* word) {
  uint8_t crc = 0xFF;
  for (uint8_t i = 0; i < 2; ++i) {
    crc ^= word[i];
    for (uint8_t bit = 0; bit < 8; ++bit) {
      crc = static_cast<uint8_t>((crc & 0x80) != 0 ? crc << 1 ^ 0x31 : crc << 1);
    }
  }
  return crc == word[2];
}

// The part of the range that a word means, in steps of which `whole` are the range.
int32_t part_of(const uint8_t* word, uint32_t whole) {
  const uint32_t raw = static_cast<uint32_t>(word[0] << 8 | word[1]);
  return static_cast<int32_t>((raw * whole + 32767) / 65535);
}

class Sht3x final : public I2cSensor {
 public:
  Sht3x(const PinConfig& config, const GpioList& gpios, Gpio& gpio)
      : I2cSensor(config, gpios, gpio, kFirstAddress + config.options[kAddress], kMeasuresForMs) {}

 private:
  Step ask(uint8_t step) override {
    if (step == 0) {
      return write(kMeasure) ? Step::kGoesOn : Step::kNotFound;
    }
    uint8_t words[6];
    if (!read_bytes(words)) {
      return Step::kNotFound;
    }
    const auto temperature = static_cast<int16_t>(part_of(words, 17500) - 4500);
    // A line that is held low reads as zeros, whose checksum is wrong.
    if (!is_intact(words) || !is_intact(words + 3) || temperature < -4000 || temperature > 12500) {
      return Step::kBadValue;
    }
    const auto humidity = static_cast<uint16_t>(part_of(words + 3, 1000));
    const bool same = temperature == temperature_ && humidity == humidity_;
    temperature_ = temperature;
    humidity_ = humidity;
    return same ? Step::kSame : Step::kRead;
  }

  void write_value(JsonWriter& json) const override {
    json.open_object().key("temperature").thousandths(temperature_ * 10);
    json.key("humidity").thousandths(humidity_ * 100).close_object();
  }

  int16_t temperature_ = 0;  // hundredths of a degree
  uint16_t humidity_ = 0;    // tenths of a per cent
};

}  // namespace

IOTDM_IN_FLASH("row_sht3x")
extern const PinType kSht3x = {
    "sht3x", kOptions, count_of(kOptions), 0, I2cSensor::kNeeds, 2, 2, nullptr, make_pin<Sht3x>, {kBusI2c},
};

}  // namespace iotdm
