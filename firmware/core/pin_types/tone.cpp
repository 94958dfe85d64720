#include "../gpio_table.h"
#include "../pulsed_pin.h"
#include "make_pin.h"

namespace iotdm {

namespace {

enum Option : uint8_t { kFrequency, kOnMs, kOffMs };

IOTDM_IN_FLASH("tone")
constexpr OptionSpec kOptions[] = {
    whole_option("frequency", 2000, 20, 10000),
    whole_option("on_ms", 0, 0, 10000),
    whole_option("off_ms", 0, 0, 10000),
};

constexpr uint32_t kSecondUs = 1000000;

// A tone is continuous, or it beeps; then both times count.
Error check_beep(const PinConfig& config) {
  const bool beeps = config.options[kOnMs] != 0;
  return beeps == (config.options[kOffMs] != 0) ? Error::kNone : Error::kBadCombination;
}

class Tone final : public PulsedPin {
 public:
  Tone(const PinConfig& config, const GpioList& gpios, Gpio& gpio)
      : PulsedPin(gpios, gpio,
                  {static_cast<uint16_t>(config.options[kOnMs]), static_cast<uint16_t>(config.options[kOffMs]),
                   static_cast<uint8_t>(config.options[kOnMs] != 0 ? 1 : 0), 2}),
        period_us_(static_cast<uint16_t>(kSecondUs / static_cast<uint32_t>(config.options[kFrequency]))) {}

 private:
  void drive(bool pulse) override {
    if (pulse) {
      const uint32_t high_us = period_us_ / 2U;
      gpio_.write_wave(number(), high_us, period_us_ - high_us);
    } else {
      gpio_.write(number(), false);
    }
  }

  const uint16_t period_us_;
};

}  // namespace

IOTDM_IN_FLASH("row_tone")
extern const PinType kTone = {
    "tone", kOptions,   count_of(kOptions), kGroupPower, kCanDrive | kCanPwm,    1,
    1,      check_beep, make_pin<Tone>,     {kNoBus},    {kTakesOn | kTakesOff},
};

}  // namespace iotdm
