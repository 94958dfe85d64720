#include "../gpio_table.h"
#include "make_pin.h"

namespace iotdm {

namespace {

enum Option : uint8_t { kPull, kInvert, kDebounce };
enum Pull : int32_t { kPullNone, kPullUp, kPullDown };

constexpr OptionSpec kOptions[] = {
    word_option("pull", "none up down"),
    flag_option("invert"),
    whole_option("debounce_ms", 50, 0, 10000),
};

PinMode mode_of(int32_t pull) {
  if (pull == kPullUp) {
    return PinMode::kInputPullUp;
  }
  return pull == kPullDown ? PinMode::kInputPullDown : PinMode::kInput;
}

// GPIO16 has only a pull-down, all others have only a pull-up.
bool has_pull(const PinConfig& config) {
  const uint8_t can = capabilities(config.gpio);
  const int32_t pull = config.options[kPull];
  return pull == kPullNone || (can & (pull == kPullUp ? kCanPullUp : kCanPullDown)) != 0;
}

class DigitalInput final : public Pin {
 public:
  using Pin::Pin;

  void start(const PinMemory& /*memory*/, uint32_t now_ms) override {
    gpio_.set_mode(number(), mode_of(option(kPull)));
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
    if (candidate_ == on_ || now_ms - since_ms_ < static_cast<uint32_t>(option(kDebounce))) {
      return false;
    }
    on_ = candidate_;
    return true;
  }

  void write_state(JsonWriter& json) const override { json.boolean(on_); }

 private:
  bool read() { return gpio_.read(number()) != (option(kInvert) != 0); }

  bool on_ = false;
  bool candidate_ = false;
  uint32_t since_ms_ = 0;
};

}  // namespace

const PinType kDigitalInput = {
    "digital_input", kOptions, sizeof(kOptions) / sizeof(kOptions[0]), kCanRead, has_pull, make_pin<DigitalInput>,
};

}  // namespace iotdm
