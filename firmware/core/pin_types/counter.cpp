#include "../gpio_table.h"
#include "../pull.h"
#include "../pulse_rate.h"
#include "make_pin.h"

namespace iotdm {

namespace {

enum Option : uint8_t { kPull, kEdge, kDebounce, kEvery };

IOTDM_IN_FLASH("counter_edges")
constexpr FlashValue<uint32_t> kEdges[] = {{name_hash("falling")}, {name_hash("rising")}};

IOTDM_IN_FLASH("counter")
constexpr OptionSpec kOptions[] = {
    word_option("pull", kPullWords),
    word_option("edge", kEdges),
    number_option("debounce_ms", 5000, 0, 1000000),
    number_option("every", 10000, 1000, 3600000),
};

// A rate is measured over `every`, but not over so long that microseconds come round.
constexpr uint32_t kLongestWindowMs = 1800000;
constexpr uint32_t kStandstillMs = 3600000;
// After a boot nobody knows whether a pulse is to come soon.
constexpr uint32_t kUnknownMs = 300000;
// One pulse in so many milliseconds is a thousandth of one per minute.
constexpr uint32_t kSlowestMs = 60000000;

class Counter final : public Pin {
 public:
  Counter(const PinConfig& config, const GpioList& gpios, Gpio& gpio)
      : Pin(gpios, gpio),
        pull_(static_cast<uint8_t>(pull_mode(config.options[kPull])) & 3U),
        timed_(false),
        rate_known_(false),
        changed_(false),
        watch_(gpios.numbers[0], config.options[kEdge] != 0, static_cast<uint32_t>(config.options[kDebounce])),
        every_ms_(static_cast<uint32_t>(config.options[kEvery])) {}

  void start(const Start& start, uint32_t now_ms) override {
    for (uint8_t i = 0; i < sizeof(base_); ++i) {
      base_ |= static_cast<uint32_t>(start.level.value[i]) << (8 * i);
    }
    pulse_ms_ = now_ms;
    reported_ms_ = now_ms;
    gpio_.set_mode(number(), static_cast<PinMode>(pull_));
    gpio_.watch_pulses(watch_);
    count_as_enabled();
  }

  bool tick(uint32_t now_ms) override {
    if (watch_.busy() && gpio_.settle(watch_)) {
      take_pulses(now_ms);
    }
    const uint32_t silent_ms = now_ms - pulse_ms_;
    // Also between reports, which may be so far apart that the microseconds come round.
    if (timed_ && silent_ms >= window_ms()) {
      begin_window();
      timed_ = silent_ms < kStandstillMs;
    }
    if (now_ms - reported_ms_ < every_ms_) {
      return false;
    }
    follow_silence(silent_ms);
    if (!changed_) {
      return false;
    }
    changed_ = false;
    reported_ms_ = now_ms;
    return true;
  }

  void write_state(JsonWriter& json) const override {
    json.open_object().key("total").number(total()).key("counted").number(watch_.count()).key("rate");
    if (rate_known_) {
      json.thousandths(static_cast<int32_t>(rate_));
    } else {
      json.null();
    }
    json.close_object();
  }

  Level level() const override {
    Level level{true};
    for (uint8_t i = 0; i < sizeof(base_); ++i) {
      level.value[i] = static_cast<uint8_t>(total() >> (8 * i));
    }
    return level;
  }
  bool restores() const override { return true; }
  bool counts() const override { return true; }

 private:
  uint32_t total() const { return base_ + watch_.count(); }
  uint32_t window_ms() const { return every_ms_ < kLongestWindowMs ? every_ms_ : kLongestWindowMs; }

  void take_pulses(uint32_t now_ms) {
    changed_ = true;
    pulse_ms_ = now_ms;
    const uint32_t us = watch_.pulse_us() - begin_us_;
    if (timed_ && us < window_ms() * 1000) {
      return;
    }
    if (timed_) {
      rate_ = pulse_rate(watch_.count() - begin_count_, us);
      rate_known_ = true;
    }
    begin_window();
  }

  void begin_window() {
    timed_ = true;
    begin_us_ = watch_.pulse_us();
    begin_count_ = watch_.count();
  }

  // While no pulse comes, the rate is no more than that of a pulse that comes now.
  void follow_silence(uint32_t silent_ms) {
    if (!rate_known_ && silent_ms >= kUnknownMs) {
      rate_known_ = true;
      changed_ = true;
    }
    if (rate_ != 0) {
      const uint32_t most = silent_ms >= kStandstillMs ? 0 : kSlowestMs / (silent_ms + 1);
      // In steps, so that pulses that are not quite even report nothing.
      if (most < rate_ - rate_ / 8) {
        rate_ = most;
        changed_ = true;
      }
    }
  }

  uint8_t pull_ : 2;
  bool timed_ : 1;  // the window that is measured has begun, with a pulse
  bool rate_known_ : 1;
  bool changed_ : 1;
  PulseWatch watch_;
  const uint32_t every_ms_;
  uint32_t base_ = 0;  // the total when this pin began
  uint32_t begin_us_ = 0;
  uint32_t begin_count_ = 0;
  uint32_t pulse_ms_ = 0;
  uint32_t reported_ms_ = 0;
  uint32_t rate_ = 0;
};

}  // namespace

IOTDM_IN_FLASH("row_counter")
extern const PinType kCounter = {
    "counter", kOptions, count_of(kOptions), 0, kCanRead | kCanInterrupt, 1, 1, check_pull, make_pin<Counter>,
};

}  // namespace iotdm
