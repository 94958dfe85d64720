#include <cstring>
#include <utility>

#include "../gamma.h"
#include "../gpio_table.h"
#include "../pwm_output.h"
#include "make_pin.h"

namespace iotdm {

namespace {

enum Option : uint8_t { kInvert, kGamma, kMin, kFrequency, kBrightness, kRgb, kKelvin, kWarm, kCold, kFadeMs };

constexpr uint32_t kFullColour = 0xFFFFFF;

IOTDM_IN_FLASH("light")
constexpr OptionSpec kOptions[] = {
    flag_option("invert"),
    number_option("gamma", 2200, 1000, 3000),
    number_option("min", 0, 0, 900),
    whole_option("frequency", 1000, 100, 5000),
    whole_option("brightness", 255, 1, 255),
    colour_option("rgb", kFullColour),
    whole_option("kelvin", 2700, 1000, 10000),
    whole_option("warm", 2700, 1000, 10000),
    whole_option("cold", 6500, 1000, 10000),
    whole_option("fade_ms", 0, 0, 60000),
};

constexpr uint32_t kStepMs = 10;
constexpr uint32_t kFullLevel = 255 << 8;

// A colour is 0xRRGGBB, or this bit and a temperature.
constexpr uint32_t kWhite = 1 << 24;

// What a number of GPIOs means: [one] · [cold, warm] · [red, green, blue] · [red, green, blue, white] ·
// [red, green, blue, cold, warm].
bool has_rgb(const GpioList& gpios) { return gpios.count >= 3; }
bool has_white(const GpioList& gpios) { return gpios.count != 3; }
bool has_kelvin(const GpioList& gpios) { return gpios.count == 2 || gpios.count == 5; }

Error check_whites(const PinConfig& config) {
  const bool mixes = config.options[kWarm] < config.options[kCold];
  return mixes || !has_kelvin(config.gpios) ? Error::kNone : Error::kBadCombination;
}

class Light final : public Pin {
 public:
  Light(const PinConfig& config, const GpioList& gpios, Gpio& gpio)
      : Pin(gpios, gpio),
        output_{static_cast<uint16_t>(config.options[kMin]), static_cast<uint16_t>(config.options[kFrequency]),
                config.options[kInvert] != 0},
        gamma_(static_cast<uint16_t>(config.options[kGamma])),
        fade_ms_(static_cast<uint16_t>(config.options[kFadeMs])),
        warm_(static_cast<uint16_t>(config.options[kWarm])),
        cold_(static_cast<uint16_t>(config.options[kCold])),
        brightness_(static_cast<uint8_t>(config.options[kBrightness])),
        colour_(first_colour(config)) {}

  void start(const Start& start, uint32_t now_ms) override {
    on_ = start.level.on;
    if (start.level.known) {
      restore(start.level);
    }
    if (start.driven) {
      step(now_ms);
    }
  }

  Error set(JsonText value, uint32_t now_ms) override {
    Request request{*this, on_, brightness_, colour_, fade_ms_};
    if (!read_members(value, request)) {
      return Error::kBadValue;
    }
    for (uint8_t i = 0; i < gpios_.count; ++i) {
      from_[i] = static_cast<uint16_t>(level_of(i, now_ms));
    }
    changed_ = changed_ || request.on != on_ || request.brightness != brightness_ || request.colour != colour_;
    on_ = request.on;
    brightness_ = static_cast<uint8_t>(request.brightness);
    colour_ = request.colour;
    began_ms_ = now_ms;
    lasts_ms_ = request.transition_ms;
    fades_ = true;
    step(now_ms);
    return Error::kNone;
  }

  void turn(bool on, uint32_t now_ms) override {
    changed_ = changed_ || on != on_;
    on_ = on;
    fades_ = false;
    step(now_ms);
  }

  bool tick(uint32_t now_ms) override {
    if (fades_ && now_ms - stepped_ms_ >= kStepMs) {
      step(now_ms);
    }
    return std::exchange(changed_, false);
  }

  void write_state(JsonWriter& json) const override {
    json.open_object().key("on").boolean(on_).key("brightness").number(brightness_);
    if (!is_white()) {
      json.key("rgb").colour(colour_);
    } else if (has_kelvin(gpios_)) {
      json.key("kelvin").number(colour_ - kWhite);
    } else if (has_rgb(gpios_)) {
      json.key("white").boolean(true);
    }
    json.close_object();
  }

  Level level() const override {
    Level level{true, on_, {brightness_}};
    std::memcpy(&level.value[2], &colour_, sizeof(colour_));
    return level;
  }

 private:
  struct Request {
    const Light& light;
    bool on;
    uint32_t brightness;
    uint32_t colour;
    uint32_t transition_ms;
    bool has_colour = false;

    // A member that is not known is ignored.
    bool read(const JsonMember& member) {
      uint32_t kelvin = 0;
      bool white = false;
      switch (name_hash(member.key)) {
        case name_hash("on"):
          return member.value.read(on);
        case name_hash("brightness"):
          return member.value.read(brightness, 1, 255);
        case name_hash("transition_ms"):
          return member.value.read(transition_ms, 0, UINT32_MAX);
        case name_hash("rgb"): {
          const auto rgb = member.value.colour();
          return rgb && has_rgb(light.gpios_) && take(*rgb);
        }
        case name_hash("kelvin"):
          return member.value.read(kelvin, 0, UINT32_MAX) && has_kelvin(light.gpios_) && take(light.white_of(kelvin));
        case name_hash("white"):
          return member.value.read(white) && white && light.gpios_.count == 4 && take(kWhite);
        default:
          return true;
      }
    }

    bool take(uint32_t new_colour) {
      colour = new_colour;
      return !std::exchange(has_colour, true);
    }
  };

  uint32_t first_colour(const PinConfig& config) const {
    const auto rgb = static_cast<uint32_t>(config.options[kRgb]);
    const bool is_rgb = has_rgb(gpios_) && !(has_white(gpios_) && rgb == kFullColour);
    return is_rgb ? rgb : white_of(static_cast<uint32_t>(config.options[kKelvin]));
  }

  // The nearest white that this light has.
  uint32_t white_of(uint32_t kelvin) const {
    if (!has_kelvin(gpios_)) {
      return kWhite;
    }
    const uint32_t low = kelvin < warm_ ? warm_ : kelvin;
    return kWhite | (low > cold_ ? cold_ : low);
  }

  // The GPIOs may have been others, so that a colour need not be one of this light.
  void restore(const Level& level) {
    brightness_ = level.value[0];
    uint32_t colour;
    std::memcpy(&colour, &level.value[2], sizeof(colour));
    if ((colour & kWhite) == 0) {
      colour_ = has_rgb(gpios_) ? colour : colour_;
    } else if (has_white(gpios_)) {
      colour_ = white_of(colour - kWhite);
    }
  }

  bool is_white() const { return (colour_ & kWhite) != 0; }

  // Levels are brightness in 1/256, so that a slow fade has more than 255 steps.
  uint32_t target(uint8_t index) const { return on_ ? ((uint32_t{brightness_} << 8) * part(index)) >> 16 : 0; }

  // How much of the brightness a GPIO shows.
  uint32_t part(uint8_t index) const {
    if (has_rgb(gpios_) && index < 3) {
      return is_white() ? 0 : ((colour_ >> (16 - 8 * index)) & 0xFF) * PwmOutput::kOne / 255;
    }
    if (!is_white()) {
      return 0;
    }
    return has_kelvin(gpios_) ? white_part(index + 1 == gpios_.count) : PwmOutput::kOne;
  }

  // A mix is linear in 1/kelvin, and the powers of both whites add up to that of the brightness. As a part of the
  // brightness, before gamma.
  uint32_t white_part(bool is_warm) const {
    const uint32_t kelvin = colour_ - kWhite;
    const uint64_t way = (cold_ - kelvin) * warm_;
    const auto warm = static_cast<uint32_t>((way << 16) / ((cold_ - warm_) * kelvin));
    return apply_gamma(is_warm ? warm : PwmOutput::kOne - warm, 1000000 / gamma_);
  }

  uint32_t level_of(uint8_t index, uint32_t now_ms) const {
    const uint32_t elapsed = now_ms - began_ms_;
    if (!fades_ || elapsed >= lasts_ms_) {
      return target(index);
    }
    const int64_t way = static_cast<int64_t>(target(index)) - from_[index];
    return static_cast<uint32_t>(from_[index] + way * elapsed / lasts_ms_);
  }

  void step(uint32_t now_ms) {
    stepped_ms_ = now_ms;
    for (uint8_t i = 0; i < gpios_.count; ++i) {
      const uint32_t level = level_of(i, now_ms);
      const uint32_t power = apply_gamma(level * PwmOutput::kOne / kFullLevel, gamma_);
      output_.drive(gpio_, number(i), level != 0 && power == 0 ? 1 : power);
    }
    fades_ = fades_ && now_ms - began_ms_ < lasts_ms_;
    enable();
  }

  const PwmOutput output_;
  const uint16_t gamma_;
  const uint16_t fade_ms_;
  const uint16_t warm_;  // kelvin
  const uint16_t cold_;

  std::array<uint16_t, kMaxGpios> from_{};  // levels
  uint8_t brightness_;
  bool on_ = false;
  bool fades_ = false;
  bool changed_ = false;
  uint32_t colour_;
  uint32_t began_ms_ = 0;
  uint32_t lasts_ms_ = 0;
  uint32_t stepped_ms_ = 0;
};

}  // namespace

IOTDM_IN_FLASH("row_light")
extern const PinType kLight = {
    "light",
    kOptions,
    count_of(kOptions),
    kGroupInitial | kGroupPower,
    kCanDrive | kCanPwm,
    1,
    5,
    check_whites,
    make_pin<Light>,
    {kNoBus},
    {kTakesOn | kTakesOff | kTakesBrightness},
};

}  // namespace iotdm
