#include <cstring>

#include "../ds18b20_protocol.h"
#include "../sensor_pin.h"
#include "make_pin.h"

namespace iotdm {

namespace {

enum Option : uint8_t { kEvery, kRom };

IOTDM_IN_FLASH("ds18b20")
constexpr OptionSpec kOptions[] = {
    number_option("every", 30000, 1000, 3600000),
    rom_option("rom"),
};

constexpr uint32_t kRetryMs = 1000;

class Ds18b20 final : public SensorPin {
 public:
  Ds18b20(const PinConfig& config, const GpioList& gpios, Gpio& gpio)
      : SensorPin(gpios, gpio, static_cast<uint32_t>(config.options[kEvery]), kRetryMs) {
    std::memcpy(rom_.data(), &config.options[kRom], sizeof(rom_));
  }

 private:
  void prepare() override { gpio_.set_mode(number(), PinMode::kInputPullUp); }

  Step read(uint8_t& step, uint32_t now_ms) override {
    const auto part = static_cast<ProbeStep>(step);
    if ((part == ProbeStep::kRead && now_ms - measured_ms_ < kProbeMeasureMs) || !gpio_.take_turn(now_ms)) {
      return Step::kGoesOn;
    }
    int16_t value = sixteenths_;
    const Error error = ask_ds18b20(OneWire(gpio_, number()), rom_, part, value);
    if (error != Error::kNone) {
      return error == Error::kSensorNotFound ? Step::kNotFound : Step::kBadValue;
    }
    if (part != ProbeStep::kRead) {
      measured_ms_ = now_ms;
      ++step;
      return Step::kGoesOn;
    }
    const bool is_new = value != sixteenths_;
    sixteenths_ = value;
    return is_new ? Step::kRead : Step::kSame;
  }

  void write_value(JsonWriter& json) const override { json.thousandths(thousandths_of(sixteenths_)); }

  Rom rom_;
  int16_t sixteenths_ = 0;
  uint32_t measured_ms_ = 0;
};

}  // namespace

IOTDM_IN_FLASH("row_ds18b20")
extern const PinType kDs18b20 = {
    "ds18b20", kOptions, count_of(kOptions), 0, kOneWireNeeds, 1, 1, nullptr, make_pin<Ds18b20>, {kBusOneWire},
};

}  // namespace iotdm
