#include <utility>

#include "../gpio_table.h"
#include "../pwm_output.h"
#include "make_pin.h"

namespace iotdm {

namespace {

enum Option : uint8_t { kInvert, kMin, kFrequency, kKickMs, kSpeed };

IOTDM_IN_FLASH("fan")
constexpr OptionSpec kOptions[] = {
    flag_option("invert"),
    number_option("min", 0, 0, 900),
    whole_option("frequency", 1000, 100, 10000),
    whole_option("kick_ms", 0, 0, 5000),
    whole_option("speed", 100, 1, 100),
};

constexpr uint8_t kFullSpeed = 100;

struct Request {
  bool on;
  uint32_t speed;

  // A member that is not known is ignored.
  bool read(const JsonMember& member) {
    if (member.key == "on") {
      return member.value.read(on);
    }
    if (member.key == "speed") {
      return member.value.read(speed, 1, kFullSpeed);
    }
    return true;
  }
};

class Fan final : public Pin {
 public:
  Fan(const PinConfig& config, const GpioList& gpios, Gpio& gpio)
      : Pin(gpios, gpio),
        output_{static_cast<uint16_t>(config.options[kMin]), static_cast<uint16_t>(config.options[kFrequency]),
                config.options[kInvert] != 0},
        kick_ms_(static_cast<uint16_t>(config.options[kKickMs])),
        speed_(static_cast<uint8_t>(config.options[kSpeed])) {}

  void start(const Start& start, uint32_t now_ms) override {
    if (start.level.known) {
      speed_ = start.level.value[0];
    }
    on_ = start.level.on;
    // One that goes on runs already.
    kicks_ = on_ && kick_ms_ != 0 && !start.level.known;
    kicked_ms_ = now_ms;
    if (start.driven) {
      drive();
    }
  }

  Error set(JsonText value, uint32_t now_ms) override {
    Request request{on_, speed_};
    if (!read_members(value, request)) {
      return Error::kBadValue;
    }
    changed_ = changed_ || request.speed != speed_;
    speed_ = static_cast<uint8_t>(request.speed);
    turn(request.on, now_ms);
    return Error::kNone;
  }

  void turn(bool on, uint32_t now_ms) override {
    if (on != on_) {
      changed_ = true;
      on_ = on;
      kicks_ = on && kick_ms_ != 0;
      kicked_ms_ = now_ms;
    }
    drive();
  }

  bool tick(uint32_t now_ms) override {
    if (kicks_ && now_ms - kicked_ms_ >= kick_ms_) {
      kicks_ = false;
      drive();
    }
    return std::exchange(changed_, false);
  }

  void write_state(JsonWriter& json) const override {
    json.open_object().key("on").boolean(on_).key("speed").number(speed_).close_object();
  }

  Level level() const override { return {true, on_, {speed_, 0, 0, 0, 0, 0}}; }

 private:
  // A fan that stands still needs more to get going than to keep going.
  void drive() {
    const uint8_t speed = kicks_ ? kFullSpeed : speed_;
    output_.drive(gpio_, number(), on_ ? speed * PwmOutput::kOne / kFullSpeed : 0);
    enable();
  }

  const PwmOutput output_;
  const uint16_t kick_ms_;

  uint8_t speed_;
  bool on_ = false;
  bool kicks_ = false;
  bool changed_ = false;
  uint32_t kicked_ms_ = 0;
};

}  // namespace

IOTDM_IN_FLASH("row_fan")
extern const PinType kFan = {
    "fan",   kOptions,      count_of(kOptions), kGroupInitial | kGroupPower,          kCanDrive | kCanPwm, 1, 1,
    nullptr, make_pin<Fan>, {kNoBus},           {kTakesOn | kTakesOff | kTakesSpeed},
};

}  // namespace iotdm
