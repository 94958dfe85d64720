#include "../gpio_table.h"
#include "../switched_pin.h"
#include "make_pin.h"

namespace iotdm {

namespace {

enum Option : uint8_t { kInvert };

IOTDM_IN_FLASH("digital_output")
constexpr OptionSpec kOptions[] = {
    flag_option("invert"),
};

class DigitalOutput final : public SwitchedPin {
 public:
  DigitalOutput(const PinConfig& config, const GpioList& gpios, Gpio& gpio)
      : SwitchedPin(gpios, gpio), inverted_(config.options[kInvert] != 0) {}

  void start(const Start& start, uint32_t /*now_ms*/) override {
    begin_as(start.level.on);
    if (start.driven) {
      drive();
    }
  }

  void turn(bool on, uint32_t /*now_ms*/) override {
    become(on);
    drive();
  }

  bool tick(uint32_t /*now_ms*/) override { return take_change(); }

 private:
  void drive() {
    gpio_.write(number(), on() != inverted_);
    enable();
  }

  const bool inverted_;
};

}  // namespace

IOTDM_IN_FLASH("row_digital_output")
extern const PinType kDigitalOutput = {
    "digital_output",
    kOptions,
    count_of(kOptions),
    kGroupGuard | kGroupInitial | kGroupPower | kGroupRelay,
    kCanDrive,
    1,
    1,
    nullptr,
    make_pin<DigitalOutput>,
    {kNoBus},
    {kTakesOn | kTakesOff},
};

}  // namespace iotdm
