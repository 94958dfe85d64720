#include "../gpio_table.h"
#include "make_pin.h"

namespace iotdm {

namespace {

enum Option : uint8_t { kInvert, kInitial };

constexpr OptionSpec kOptions[] = {
    flag_option("invert"),
    word_option("initial", "off on"),
};

class DigitalOutput final : public Pin {
 public:
  using Pin::Pin;

  void start(const PinMemory& memory, uint32_t /*now_ms*/) override {
    on_ = memory.known ? memory.on : option(kInitial) != 0;
    drive();
    gpio_.set_mode(number(), PinMode::kOutput);
  }

  Error set(JsonText value, uint32_t /*now_ms*/) override {
    const auto on = value.boolean();
    if (!on) {
      return Error::kBadValue;
    }
    changed_ = changed_ || *on != on_;
    on_ = *on;
    drive();
    return Error::kNone;
  }

  bool tick(uint32_t /*now_ms*/) override {
    const bool changed = changed_;
    changed_ = false;
    return changed;
  }

  void write_state(JsonWriter& json) const override { json.boolean(on_); }

  PinMemory memory() const override { return {true, on_, 255}; }

 private:
  void drive() { gpio_.write(number(), on_ != (option(kInvert) != 0)); }

  bool on_ = false;
  bool changed_ = false;
};

}  // namespace

const PinType kDigitalOutput = {
    "digital_output", kOptions, sizeof(kOptions) / sizeof(kOptions[0]), kCanDrive, nullptr, make_pin<DigitalOutput>,
};

}  // namespace iotdm
