#include <utility>

#include "../gamma.h"
#include "../gpio_table.h"
#include "make_pin.h"

namespace iotdm {

namespace {

enum Option : uint8_t { kInvert, kGamma, kMin, kFrequency };

IOTDM_IN_FLASH("light")
constexpr OptionSpec kOptions[] = {
    flag_option("invert"),
    number_option("gamma", 2200, 1000, 3000),
    number_option("min", 0, 0, 900),
    whole_option("frequency", 1000, 100, 5000),
};

constexpr uint32_t kStepMs = 10;
constexpr uint8_t kFullBrightness = 255;
constexpr uint32_t kFullLevel = kFullBrightness << 8;

struct Request {
  bool on;
  uint8_t brightness;
  uint32_t transition_ms;
};

// False when the value is not allowed. A member that is not known is ignored.
bool read_member(const JsonMember& member, Request& request) {
  if (member.key == "on") {
    const auto on = member.value.boolean();
    request.on = on.value_or(false);
    return on.has_value();
  }
  const auto number = member.value.number();
  if (member.key == "brightness") {
    request.brightness = static_cast<uint8_t>(number.value_or(0));
    return number && *number >= 1 && *number <= 255;
  }
  if (member.key == "transition_ms") {
    request.transition_ms = number.value_or(0);
    return number.has_value();
  }
  return true;
}

class Light final : public Pin {
 public:
  Light(const PinConfig& config, const GpioList& gpios, Gpio& gpio)
      : Pin(gpios, gpio),
        gamma_(static_cast<uint16_t>(config.options[kGamma])),
        least_(static_cast<uint16_t>(config.options[kMin])),
        frequency_(static_cast<uint16_t>(config.options[kFrequency])),
        inverted_(config.options[kInvert] != 0) {}

  void start(const Start& start, uint32_t /*now_ms*/) override {
    on_ = start.level.on;
    brightness_ = start.level.known ? start.level.value[0] : kFullBrightness;
    level_ = target();
    if (start.driven) {
      drive();
    }
  }

  Error set(JsonText value, uint32_t now_ms) override {
    JsonObject object;
    if (!value.is_object() || !object.parse(value)) {
      return Error::kBadValue;
    }
    Request request{on_, brightness_, 0};
    for (const JsonMember& member : object) {
      if (!read_member(member, request)) {
        return Error::kBadValue;
      }
    }
    changed_ = changed_ || request.on != on_ || request.brightness != brightness_;
    on_ = request.on;
    brightness_ = request.brightness;
    begin_fade(request.transition_ms, now_ms);
    return Error::kNone;
  }

  void turn(bool on, uint32_t now_ms) override {
    changed_ = changed_ || on != on_;
    on_ = on;
    begin_fade(0, now_ms);
  }

  bool tick(uint32_t now_ms) override {
    if (level_ != target() && now_ms - stepped_ms_ >= kStepMs) {
      step_fade(now_ms);
    }
    return std::exchange(changed_, false);
  }

  void write_state(JsonWriter& json) const override {
    json.open_object().key("on").boolean(on_).key("brightness").number(brightness_).close_object();
  }

  Level level() const override { return {true, on_, {brightness_}}; }

 private:
  // Levels are brightness in 1/256, so that a slow fade has more than 255 steps.
  uint32_t target() const { return on_ ? static_cast<uint32_t>(brightness_) << 8 : 0; }

  void begin_fade(uint32_t transition_ms, uint32_t now_ms) {
    from_ = level_;
    began_ms_ = now_ms;
    lasts_ms_ = transition_ms;
    step_fade(now_ms);
  }

  void step_fade(uint32_t now_ms) {
    stepped_ms_ = now_ms;
    const uint32_t elapsed = now_ms - began_ms_;
    if (elapsed >= lasts_ms_) {
      level_ = target();
    } else {
      const int64_t way = static_cast<int64_t>(target()) - from_;
      level_ = static_cast<uint32_t>(from_ + way * elapsed / lasts_ms_);
    }
    drive();
  }

  void drive() {
    const uint16_t duty = duty_of(level_);
    if (duty == 0 || duty == Gpio::kFullDuty) {
      gpio_.write(number(), (duty != 0) != inverted_);
    } else {
      gpio_.write_pwm(number(), inverted_ ? static_cast<uint16_t>(Gpio::kFullDuty - duty) : duty, frequency_);
    }
    enable();
  }

  uint16_t duty_of(uint32_t level) const {
    if (level == 0) {
      return 0;
    }
    const uint32_t bright = apply_gamma(level * 65536 / kFullLevel, gamma_);
    const auto least = least_ * 65536U / 1000;
    const uint32_t share = least + static_cast<uint32_t>((static_cast<uint64_t>(65536 - least) * bright) >> 16);
    const auto duty = static_cast<uint16_t>((share * Gpio::kFullDuty) >> 16);
    // The lowest brightness is on, however small its share is.
    return duty == 0 ? 1 : duty;
  }

  const uint16_t gamma_;
  const uint16_t least_;
  const uint16_t frequency_;
  const bool inverted_;

  uint32_t level_ = 0;
  uint32_t from_ = 0;
  uint32_t began_ms_ = 0;
  uint32_t lasts_ms_ = 0;
  uint32_t stepped_ms_ = 0;
  uint8_t brightness_ = kFullBrightness;
  bool on_ = false;
  bool changed_ = false;
};

}  // namespace

IOTDM_IN_FLASH("row_light")
extern const PinType kLight = {
    "light", kOptions, count_of(kOptions), kGroupInitial | kGroupPower, kCanDrive | kCanPwm, 1,
    1,       nullptr,  make_pin<Light>,
};

}  // namespace iotdm
