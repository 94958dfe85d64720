#include <array>
#include <cstring>
#include <utility>

#include "../gamma.h"
#include "../gpio_table.h"
#include "../json_reader.h"
#include "../name_hash.h"
#include "../pixel_effects.h"
#include "../words.h"
#include "make_pin.h"

namespace iotdm {

namespace {

enum Option : uint8_t { kCount, kOrder, kLimit, kGamma, kBrightness, kRgb, kFade };

IOTDM_IN_FLASH("order_words")
constexpr FlashValue<uint32_t> kOrderWords[] = {{name_hash("grb")}, {name_hash("rgb")}, {name_hash("brg")},
                                                {name_hash("rbg")}, {name_hash("gbr")}, {name_hash("bgr")}};

// For each byte to be sent, from the highest one of the result on: where in 0xRRGGBB it begins, and kMore.
constexpr uint32_t kMore = 0x20;
constexpr uint32_t order_of(std::string_view word) {
  uint32_t order = 0;
  for (const char c : word) {
    order = (order << 8) | kMore | (c == 'r' ? 16 : c == 'g' ? 8 : 0);
  }
  return order << 8;
}
IOTDM_IN_FLASH("orders")
constexpr FlashValue<uint32_t> kOrders[] = {{order_of("grb")}, {order_of("rgb")}, {order_of("brg")},
                                            {order_of("rbg")}, {order_of("gbr")}, {order_of("bgr")}};

IOTDM_IN_FLASH("pixels")
constexpr OptionSpec kOptions[] = {
    whole_option("count", 30, 1, Gpio::kMostPixels),
    word_option("order", kOrderWords),
    whole_option("limit_ma", 1000, 100, 20000),
    number_option("gamma", 2200, 1000, 3000),
    whole_option("brightness", 255, 1, 255),
    colour_option("rgb", 0xFFFFFF),
    whole_option("fade_ms", 0, 0, 60000),
};

// What a pixel needs when it is dark, and what each of its three channels adds at full power. Source: Adafruit NeoPixel
// Überguide, "Powering NeoPixels": 20 mA per channel, 60 mA for white; Worldsemi, WS2812B data sheet: up to 1 mA idle.
constexpr uint32_t kIdleMa = 1;
constexpr uint32_t kChannelMa = 20;
// Of 255 for full power.
constexpr uint32_t power_of(uint32_t ma) { return ma * 255 / kChannelMa; }

constexpr uint16_t kMovingMs = 30;
// A frame that a disturbance spoilt, or a strip that got its power late, is right again after this time.
constexpr uint16_t kStillMs = 10000;

Error check_limit(const PinConfig& config) {
  return config.options[kLimit] < 2 * config.options[kCount] ? Error::kBadCombination : Error::kNone;
}

// What is asked for. It is the pin's Level as well.
struct Look {
  bool known;
  bool on;
  uint8_t brightness;
  PixelEffect effect;
  uint32_t rgb;

  // Brightness and colour as 0xBBRRGGBB, so that a fade is one mixture.
  uint32_t light() const { return rgb | (on ? uint32_t{brightness} << 24 : 0); }
};
static_assert(sizeof(Look) == sizeof(Level));

struct Request {
  Look look;
  uint32_t transition_ms;

  // A member that is not known is ignored.
  bool read(const JsonMember& member) {
    switch (name_hash(member.key)) {
      case name_hash("on"):
        return member.value.read(look.on);
      case name_hash("brightness"): {
        uint32_t brightness = 0;
        const bool sound = member.value.read(brightness, 1, 255);
        look.brightness = static_cast<uint8_t>(brightness);
        return sound;
      }
      case name_hash("rgb"): {
        const auto rgb = member.value.colour();
        look.rgb = rgb.value_or(0);
        return rgb.has_value();
      }
      case name_hash("effect"): {
        const int effect = index_of_word(kPixelEffects, member.value.text());
        look.effect = static_cast<PixelEffect>(effect);
        return effect >= 0;
      }
      case name_hash("transition_ms"):
        return member.value.read(transition_ms, 0, UINT32_MAX);
      default:
        return true;
    }
  }
};

// What the strip shows at one moment.
class Frame final : public PixelSource {
 public:
  Frame(const Look& look, uint32_t light, uint32_t now_ms, uint16_t gamma, uint32_t order, uint16_t count)
      : effect_(look.effect), light_(light), now_ms_(now_ms), order_(order), count_(count), pitch_(65536 / count) {
    // The exact curve takes too long for every pixel.
    for (uint32_t i = 0; i <= kSteps; ++i) {
      curve_[i] = apply_gamma(i << kStepBits, gamma);
    }
  }

  // Makes the frame so much darker that the strip stays below the limit.
  void limit(uint32_t limit_ma) {
    uint32_t sum = 0;
    for (uint16_t i = 0; i < count_; ++i) {
      const uint32_t bytes = pixel(i);
      sum += (bytes >> 16) + ((bytes >> 8) & 0xFF) + (bytes & 0xFF);
    }
    const uint32_t most = power_of(limit_ma - count_ * kIdleMa);
    if (sum > most) {
      share_ = most * kWhole / sum;
    }
  }

  uint32_t pixel(uint16_t index) override {
    if (index >= count_) {
      return 0;
    }
    const uint32_t rgb = effect_colour(effect_, light_, index, static_cast<uint16_t>(index * pitch_), now_ms_);
    uint32_t bytes = 0;
    for (uint32_t order = order_; order != 0; order <<= 8) {
      bytes = (bytes << 8) | power((rgb >> ((order >> 24) - kMore)) & 0xFF);
    }
    return bytes;
  }

 private:
  static constexpr uint32_t kStepBits = 12;
  static constexpr uint32_t kSteps = 65536 >> kStepBits;
  static constexpr uint32_t kWhole = 1 << 12;  // 300 white pixels in this unit still fit into 32 bits

  // The power of a channel, 0 to 255. One that is lit is never dark, however low the brightness is.
  uint32_t power(uint32_t channel) const {
    const uint32_t share = (channel * (light_ >> 24) * (257 * 257)) >> 16;
    if (share == 0) {
      return 0;
    }
    const uint32_t* step = &curve_[share >> kStepBits];
    const uint32_t rest = share & ((1 << kStepBits) - 1);
    const uint32_t bright = step[0] + (((step[1] - step[0]) * rest) >> kStepBits);
    const uint32_t power = (bright * 255 + 0x8000) >> 16;
    return ((power == 0 ? 1 : power) * share_) / kWhole;
  }

  const PixelEffect effect_;
  const uint32_t light_;
  const uint32_t now_ms_;
  const uint32_t order_;
  const uint32_t count_;
  const uint32_t pitch_;
  uint32_t share_ = kWhole;
  std::array<uint32_t, kSteps + 1> curve_;
};

class Pixels final : public Pin {
 public:
  Pixels(const PinConfig& config, const GpioList& gpios, Gpio& gpio)
      : Pin(gpios, gpio),
        count_(static_cast<uint16_t>(config.options[kCount])),
        limit_ma_(static_cast<uint16_t>(config.options[kLimit])),
        gamma_(static_cast<uint16_t>(config.options[kGamma])),
        fade_ms_(static_cast<uint16_t>(config.options[kFade])),
        order_(static_cast<uint8_t>(config.options[kOrder])),
        look_{true, false, static_cast<uint8_t>(config.options[kBrightness]), PixelEffect::kNone,
              static_cast<uint32_t>(config.options[kRgb])} {}

  void start(const Start& start, uint32_t now_ms) override {
    if (start.level.known) {
      std::memcpy(&look_, &start.level, sizeof(look_));
    }
    look_.on = start.level.on;
    if (start.driven) {
      // All that a strip can have, because it may have had more pixels until now.
      send(Gpio::kMostPixels, now_ms);
    }
  }

  Error set(JsonText value, uint32_t now_ms) override {
    Request request{look_, fade_ms_};
    if (!read_members(value, request)) {
      return Error::kBadValue;
    }
    go_to(request.look, request.transition_ms, now_ms);
    return Error::kNone;
  }

  void turn(bool on, uint32_t now_ms) override {
    Look look = look_;
    look.on = on;
    go_to(look, 0, now_ms);
  }

  bool tick(uint32_t now_ms) override {
    if (pause_ms_ != 0 && now_ms - sent_ms_ >= pause_ms_) {
      send(count_, now_ms);
    }
    return std::exchange(changed_, false);
  }

  void write_state(JsonWriter& json) const override {
    json.open_object().key("on").boolean(look_.on).key("brightness").number(look_.brightness);
    json.key("rgb").colour(look_.rgb);
    json.key("effect").text(word_at(kPixelEffects, static_cast<uint8_t>(look_.effect))).close_object();
  }

  Level level() const override {
    Level level;
    std::memcpy(static_cast<void*>(&level), &look_, sizeof(level));
    return level;
  }

 private:
  // Brightness and colour on their way to what was asked for.
  uint32_t shown(uint32_t now_ms) const {
    uint32_t elapsed = now_ms - began_ms_;
    uint32_t lasts = lasts_ms_;
    if (elapsed >= lasts) {
      return look_.light();
    }
    for (; lasts > 0xFFFFFF; lasts >>= 1) {
      elapsed >>= 1;
    }
    return mixed(from_, look_.light(), (elapsed << 8) / lasts);
  }

  void go_to(const Look& look, uint32_t transition_ms, uint32_t now_ms) {
    changed_ = changed_ || std::memcmp(&look, &look_, sizeof(look)) != 0;
    from_ = shown(now_ms);
    if (from_ >> 24 == 0) {
      from_ = look.rgb;  // a dark strip has no colour to leave
    }
    look_ = look;
    began_ms_ = now_ms;
    lasts_ms_ = transition_ms;
    pause_ms_ = kMovingMs;
  }

  void send(uint16_t count, uint32_t now_ms) {
    Frame frame(look_, shown(now_ms), now_ms, gamma_, kOrders[order_], count_);
    frame.limit(limit_ma_);
    gpio_.write_pixels(number(), frame, count);
    count_as_enabled();
    sent_ms_ = now_ms;
    pause_ms_ = kMovingMs;
    if (now_ms - began_ms_ >= lasts_ms_) {
      lasts_ms_ = 0;  // or it would seem to go on when the clock has wrapped
      if (!look_.on || look_.effect == PixelEffect::kNone) {
        pause_ms_ = kStillMs;
      }
    }
  }

  const uint16_t count_;
  const uint16_t limit_ma_;
  const uint16_t gamma_;
  const uint16_t fade_ms_;
  const uint8_t order_;

  bool changed_ = false;
  uint16_t pause_ms_ = 0;  // between two frames; 0 before the first one
  Look look_;
  uint32_t from_ = 0;
  uint32_t began_ms_ = 0;
  uint32_t lasts_ms_ = 0;
  uint32_t sent_ms_ = 0;
};

}  // namespace

IOTDM_IN_FLASH("row_pixels")
extern const PinType kPixels = {
    "pixels",
    kOptions,
    count_of(kOptions),
    kGroupInitial | kGroupPower,
    kCanPixels,
    1,
    1,
    check_limit,
    make_pin<Pixels>,
    {kNoBus},
    {kTakesOn | kTakesOff | kTakesBrightness},
};

}  // namespace iotdm
