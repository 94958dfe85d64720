#include "../gpio_table.h"
#include "../pulsed_pin.h"
#include "make_pin.h"

namespace iotdm {

namespace {

enum Option : uint8_t { kInvert, kOnMs, kCount, kOffMs };

IOTDM_IN_FLASH("pulse")
constexpr OptionSpec kOptions[] = {
    flag_option("invert"),
    whole_option("on_ms", 500, 10, 60000),
    whole_option("count", 1, 1, 20),
    whole_option("off_ms", 500, 10, 60000),
};

class Pulse final : public PulsedPin {
 public:
  Pulse(const PinConfig& config, const GpioList& gpios, Gpio& gpio)
      : PulsedPin(gpios, gpio,
                  {static_cast<uint16_t>(config.options[kOnMs]), static_cast<uint16_t>(config.options[kOffMs]),
                   static_cast<uint8_t>(2 * config.options[kCount] - 1), 0}),
        inverted_(config.options[kInvert] != 0) {}

  // Nothing to keep: what a new configuration or a restart interrupts is over.
  Level level() const override { return {}; }

 private:
  void drive(bool pulse) override { gpio_.write(number(), pulse != inverted_); }

  const bool inverted_;
};

}  // namespace

IOTDM_IN_FLASH("row_pulse")
extern const PinType kPulse = {
    "pulse", kOptions, count_of(kOptions), kGroupGuard, kCanDrive, 1, 1, nullptr, make_pin<Pulse>, {kNoBus}, {kTakesOn},
};

}  // namespace iotdm
