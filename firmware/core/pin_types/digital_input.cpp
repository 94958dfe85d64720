#include "../gpio_table.h"
#include "../pull.h"
#include "make_pin.h"

namespace iotdm {

namespace {

enum Option : uint8_t { kPull, kInvert, kDebounce };
IOTDM_IN_FLASH("digital_input")
constexpr OptionSpec kOptions[] = {
    word_option("pull", kPullWords),
    flag_option("invert"),
    whole_option("debounce_ms", 50, 0, 10000),
};

class DigitalInput final : public Pin {
 public:
  DigitalInput(const PinConfig& config, const GpioList& gpios, Gpio& gpio)
      : Pin(gpios, gpio),
        mode_(pull_mode(config)),
        inverted_(config.options[kInvert] != 0),
        debounce_ms_(static_cast<uint32_t>(config.options[kDebounce])) {}

  void start(const Start& /*start*/, uint32_t now_ms) override {
    gpio_.set_mode(number(), mode_);
    on_ = read();
    candidate_ = on_;
    since_ms_ = now_ms;
  }

  bool tick(uint32_t now_ms) override {
    const bool level = read();
    if (level != candidate_) {
      candidate_ = level;
      since_ms_ = now_ms;
    }
    if (candidate_ == on_ || now_ms - since_ms_ < debounce_ms_) {
      return false;
    }
    on_ = candidate_;
    return true;
  }

  void write_state(JsonWriter& json) const override { json.boolean(on_); }

 private:
  bool read() { return gpio_.read(number()) != inverted_; }

  const PinMode mode_;
  const bool inverted_;
  const uint32_t debounce_ms_;

  bool on_ = false;
  bool candidate_ = false;
  uint32_t since_ms_ = 0;
};

}  // namespace

IOTDM_IN_FLASH("row_digital_input")
extern const PinType kDigitalInput = {
    "digital_input", kOptions, count_of(kOptions), 0, kCanRead, 1, 1, check_pull, make_pin<DigitalInput>,
};

}  // namespace iotdm
