#include <utility>

#include "../gpio_table.h"
#include "make_pin.h"

namespace iotdm {

namespace {

enum Option : uint8_t { kInvert };

IOTDM_IN_FLASH("digital_output")
constexpr OptionSpec kOptions[] = {
    flag_option("invert"),
};

class DigitalOutput final : public Pin {
 public:
  DigitalOutput(const PinConfig& config, const GpioList& gpios, Gpio& gpio)
      : Pin(gpios, gpio), inverted_(config.options[kInvert] != 0) {}

  void start(const Start& start, uint32_t /*now_ms*/) override {
    on_ = start.level.on;
    if (start.driven) {
      drive();
    }
  }

  Error set(JsonText value, uint32_t now_ms) override {
    const auto on = value.boolean();
    if (!on) {
      return Error::kBadValue;
    }
    turn(*on, now_ms);
    return Error::kNone;
  }

  void turn(bool on, uint32_t /*now_ms*/) override {
    changed_ = changed_ || on != on_;
    on_ = on;
    drive();
  }

  bool tick(uint32_t /*now_ms*/) override { return std::exchange(changed_, false); }

  void write_state(JsonWriter& json) const override { json.boolean(on_); }

  Level level() const override { return {true, on_, {}}; }

 private:
  void drive() {
    gpio_.write(number(), on_ != inverted_);
    enable();
  }

  const bool inverted_;
  bool on_ = false;
  bool changed_ = false;
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
};

}  // namespace iotdm
