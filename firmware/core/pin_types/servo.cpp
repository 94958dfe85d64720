#include <utility>

#include "../gpio_table.h"
#include "make_pin.h"

namespace iotdm {

namespace {

enum Option : uint8_t { kMinUs, kMaxUs, kInitial, kAngle, kDegreesPerS, kReleaseMs };
enum ServoInitial : int32_t { kInitialNothing, kInitialAngle, kInitialKept };

IOTDM_IN_FLASH("servo_initial_words")
constexpr FlashValue<uint32_t> kInitialWords[] = {{name_hash("none")}, {name_hash("angle")}, {name_hash("restore")}};

constexpr uint8_t kMostDegrees = 180;

IOTDM_IN_FLASH("servo")
constexpr OptionSpec kOptions[] = {
    whole_option("min_us", 544, 400, 1500),    whole_option("max_us", 2400, 1500, 2600),
    word_option("initial", kInitialWords),     whole_option("angle", 90, 0, kMostDegrees),
    whole_option("degrees_per_s", 0, 0, 1000), whole_option("release_ms", 0, 0, 60000),
};

// A servo reads one pulse in each period, so there is no use in moving more often.
constexpr uint32_t kPeriodMs = 20;
constexpr uint32_t kPeriodUs = kPeriodMs * 1000;

// Angles are in thousandths of a degree: so many it moves in a millisecond at one degree per second.
constexpr int32_t kDegree = 1000;
constexpr int32_t kUnknown = -kDegree;

class Servo final : public Pin {
 public:
  Servo(const PinConfig& config, const GpioList& gpios, Gpio& gpio)
      : Pin(gpios, gpio),
        min_us_(static_cast<uint16_t>(config.options[kMinUs])),
        range_us_(static_cast<uint16_t>(config.options[kMaxUs] - config.options[kMinUs])),
        degrees_per_s_(static_cast<uint16_t>(config.options[kDegreesPerS])),
        release_ms_(static_cast<uint16_t>(config.options[kReleaseMs])),
        restores_(config.options[kInitial] == kInitialKept),
        target_(config.options[kInitial] == kInitialAngle ? config.options[kAngle] * kDegree : kUnknown) {}

  void start(const Start& start, uint32_t now_ms) override {
    if (start.level.known) {
      target_ = start.level.value[0] * kDegree;
    }
    if (target_ != kUnknown) {
      place_ = target_;
      since_ms_ = now_ms;
      step(now_ms);
    }
  }

  Error set(JsonText value, uint32_t now_ms) override {
    JsonObject object;
    uint32_t angle;
    if (!object.parse(value) || !object.find("angle").read(angle, 0, kMostDegrees)) {
      return Error::kBadValue;
    }
    go_to(static_cast<int32_t>(angle) * kDegree, now_ms);
    return Error::kNone;
  }

  bool tick(uint32_t now_ms) override {
    if (drives_) {
      const uint32_t elapsed_ms = now_ms - since_ms_;
      if (place_ != target_) {
        if (elapsed_ms >= kPeriodMs) {
          step(now_ms);
        }
      } else if (release_ms_ != 0 && elapsed_ms >= release_ms_) {
        gpio_.write(number(), false);
        drives_ = false;
      }
    }
    return std::exchange(changed_, false);
  }

  void write_state(JsonWriter& json) const override {
    json.open_object().key("angle");
    if (target_ == kUnknown) {
      json.null();
    } else {
      json.thousandths(target_);
    }
    json.close_object();
  }

  Level level() const override { return {target_ != kUnknown, false, {static_cast<uint8_t>(target_ / kDegree)}}; }
  bool restores() const override { return restores_; }

 private:
  void go_to(int32_t target, uint32_t now_ms) {
    if (place_ == target_) {
      since_ms_ = now_ms;
    }
    // Where it stands at first nobody knows, so it cannot go from there at any speed.
    if (place_ == kUnknown || degrees_per_s_ == 0) {
      place_ = target;
    }
    changed_ = changed_ || target != target_;
    target_ = target;
    step(now_ms);
  }

  void step(uint32_t now_ms) {
    const auto most = static_cast<int32_t>(degrees_per_s_ * (now_ms - since_ms_));
    const int32_t way = target_ - place_;
    place_ += way > most ? most : way < -most ? -most : way;
    since_ms_ = now_ms;
    const uint32_t high_us = min_us_ + range_us_ * static_cast<uint32_t>(place_) / (kMostDegrees * uint32_t{kDegree});
    gpio_.write_wave(number(), high_us, kPeriodUs - high_us);
    enable();
    drives_ = true;
  }

  const uint16_t min_us_;
  const uint16_t range_us_;
  const uint16_t degrees_per_s_;
  const uint16_t release_ms_;
  const bool restores_;

  bool drives_ = false;
  bool changed_ = false;
  int32_t target_;
  int32_t place_ = kUnknown;  // where the pulses ask it to be
  uint32_t since_ms_ = 0;     // when they last did so anew
};

}  // namespace

IOTDM_IN_FLASH("row_servo")
extern const PinType kServo = {
    "servo", kOptions, count_of(kOptions), 0, kCanDrive | kCanPwm, 1, 1, nullptr, make_pin<Servo>,
};

}  // namespace iotdm
