#include <utility>

#include "../gpio_table.h"
#include "../pull.h"
#include "make_pin.h"

namespace iotdm {

namespace {

enum Option : uint8_t { kPull, kSteps, kMin, kMax };

// The edges from one detent to the next.
IOTDM_IN_FLASH("encoder_steps")
constexpr FlashValue<uint32_t> kStepWords[] = {{name_hash("4")}, {name_hash("2")}, {name_hash("1")}};

constexpr int32_t kFarthest = 32767;

IOTDM_IN_FLASH("encoder")
constexpr OptionSpec kOptions[] = {
    word_option("pull", kPullWords),
    word_option("steps", kStepWords),
    whole_option("min", 0, -kFarthest, kFarthest),
    whole_option("max", 100, -kFarthest, kFarthest),
};

Error check_encoder(const PinConfig& config) {
  const Error error = check_pull(config);
  if (error != Error::kNone) {
    return error;
  }
  return config.options[kMin] < config.options[kMax] ? Error::kNone : Error::kBadCombination;
}

class Encoder final : public Pin {
 public:
  Encoder(const PinConfig& config, const GpioList& gpios, Gpio& gpio)
      : Pin(gpios, gpio),
        pull_(pull_mode(config.options[kPull])),
        watch_(gpios.numbers[0], gpios.numbers[1], static_cast<uint8_t>(4 >> config.options[kSteps])),
        min_(config.options[kMin]),
        max_(config.options[kMax]) {}

  void start(const Start& start, uint32_t /*now_ms*/) override {
    const auto& kept = start.level.value;
    position_ = within(static_cast<int16_t>(kept[0] | kept[1] << 8));
    gpio_.set_mode(number(0), pull_);
    gpio_.set_mode(number(1), pull_);
    gpio_.watch_encoder(watch_);
    count_as_enabled();
  }

  Error set(JsonText value, uint32_t /*now_ms*/) override {
    JsonObject object;
    if (!object.parse(value)) {
      return Error::kBadValue;
    }
    const auto position = object.find("position").whole();
    if (!position || *position != within(*position)) {
      return Error::kBadValue;
    }
    go_to(*position);
    return Error::kNone;
  }

  bool tick(uint32_t /*now_ms*/) override {
    const int32_t detents = watch_.detents();
    go_to(within(position_ + detents - taken_));
    taken_ = detents;
    // One at a time, because several in the same tick would be one event.
    const int32_t untold = detents - told_;
    if (untold != 0) {
      const int32_t step = untold > 0 ? 1 : -1;
      told_ += step;
      tell(step > 0 ? kEventOn : kEventOff);
    }
    return std::exchange(changed_, false);
  }

  void write_state(JsonWriter& json) const override {
    json.open_object().key("position").signed_number(position_).close_object();
  }

  Level level() const override {
    return {true, false, {static_cast<uint8_t>(position_), static_cast<uint8_t>(position_ >> 8)}};
  }
  bool restores() const override { return true; }

 private:
  int32_t within(int32_t position) const { return position < min_ ? min_ : position > max_ ? max_ : position; }

  void go_to(int32_t position) {
    changed_ = changed_ || position != position_;
    position_ = position;
  }

  const PinMode pull_;
  bool changed_ = false;
  EncoderWatch watch_;
  const int32_t min_;
  const int32_t max_;
  int32_t position_ = 0;
  int32_t taken_ = 0;  // of the detents that the watch counted
  int32_t told_ = 0;   // and so many of them as events
};

}  // namespace

IOTDM_IN_FLASH("row_encoder")
extern const PinType kEncoder = {
    "encoder",         kOptions, count_of(kOptions), 0, kCanRead | kCanInterrupt, 2, 2, check_encoder,
    make_pin<Encoder>, {kNoBus}, {kTellsTurns},
};

}  // namespace iotdm
