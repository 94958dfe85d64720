#include "../i2c_sensor.h"
#include "make_pin.h"

namespace iotdm {

namespace {

// Commands, times and formula: ROHM, BH1750FVI data sheet, "Instruction Set Architecture" and "Measurement Procedure".
constexpr uint8_t kMeasure[] = {0x20};   // once, in steps of a lux, then sleep
constexpr uint8_t kMeasuresForMs = 180;  // at most

constexpr int32_t kFirstAddress = 0x23;
constexpr int32_t kToSecondAddress = 0x5C - kFirstAddress;

IOTDM_IN_FLASH("bh1750_words")
constexpr FlashValue<uint32_t> kAddresses[] = {{name_hash("0x23")}, {name_hash("0x5c")}};

IOTDM_IN_FLASH("bh1750")
constexpr OptionSpec kOptions[] = {
    word_option("address", kAddresses),
    number_option("every", 30000, 1000, 3600000),
};

class Bh1750 final : public I2cSensor {
 public:
  Bh1750(const PinConfig& config, const GpioList& gpios, Gpio& gpio)
      : I2cSensor(config, gpios, gpio, kFirstAddress + kToSecondAddress * config.options[kAddress], kMeasuresForMs) {}

 private:
  Step ask(uint8_t step) override {
    if (step == 0) {
      return write(kMeasure) ? Step::kGoesOn : Step::kNotFound;
    }
    uint8_t word[2];
    if (!read_bytes(word)) {
      return Step::kNotFound;
    }
    const auto counts = static_cast<uint16_t>(word[0] << 8 | word[1]);
    const bool same = counts == counts_;
    counts_ = counts;
    return same ? Step::kSame : Step::kRead;
  }

  // 1.2 counts are a lux; tenths are enough.
  void write_value(JsonWriter& json) const override { json.thousandths((counts_ * 25 + 1) / 3 * 100); }

  uint16_t counts_ = 0;
};

}  // namespace

IOTDM_IN_FLASH("row_bh1750")
extern const PinType kBh1750 = {
    "bh1750", kOptions, count_of(kOptions), 0, I2cSensor::kNeeds, 2, 2, nullptr, make_pin<Bh1750>, {kBusI2c},
};

}  // namespace iotdm
