#include <utility>

#include "../debounced_pin.h"
#include "../gpio_table.h"
#include "../pull.h"
#include "make_pin.h"

namespace iotdm {

namespace {

IOTDM_IN_FLASH("button")
constexpr OptionSpec kOptions[] = {
    word_option("pull", kPullWords),          flag_option("invert"),
    whole_option("debounce_ms", 50, 5, 1000), whole_option("multi_ms", 300, 0, 2000),
    whole_option("hold_ms", 600, 100, 10000),
};

class Button final : public DebouncedPin {
 public:
  Button(const PinConfig& config, const GpioList& gpios, Gpio& gpio)
      : DebouncedPin(config, gpios, gpio),
        multi_ms_(static_cast<uint16_t>(config.options[kMulti])),
        hold_ms_(static_cast<uint16_t>(config.options[kHold])) {}

  // One thing at a time, so that what a late loop finds together keeps its order.
  bool tick(uint32_t now_ms) override {
    const bool counts = settled();
    if (time_tells(now_ms) || !debounce(now_ms)) {
      return false;
    }
    changed_ms_ = now_ms;
    if (on()) {
      held_ = false;
      ignored_ = !counts;
      if (counts) {
        tell(kEventOn);
      }
    } else if (!std::exchange(ignored_, false)) {
      release();
    }
    return true;
  }

 private:
  enum Option : uint8_t { kMulti = kFirstOwn, kHold };

  // True when it has told something.
  bool time_tells(uint32_t now_ms) {
    const uint32_t since_ms = now_ms - changed_ms_;
    if (on()) {
      // In a late loop it may have been released long ago.
      if (held_ || ignored_ || since_ms < hold_ms_ || !read()) {
        return false;
      }
      held_ = true;
      tell_clicks();
      tell(kEventHold);
      return true;
    }
    if (clicks_ == 0 || since_ms < multi_ms_) {
      return false;
    }
    tell_clicks();
    return true;
  }

  void release() {
    tell(kEventOff);
    if (held_) {
      tell(kEventHoldRelease);
      return;
    }
    ++clicks_;
    if (clicks_ == kMostClicks || multi_ms_ == 0) {
      tell_clicks();
    }
  }

  void tell_clicks() {
    if (clicks_ != 0) {
      tell(static_cast<uint8_t>(kEventClick << (clicks_ - 1)));
      clicks_ = 0;
    }
  }

  const uint16_t multi_ms_;
  const uint16_t hold_ms_;

  // Nobody knows when a button that is pressed at the beginning was pressed, and what for.
  bool ignored_ = true;
  bool held_ = false;
  uint8_t clicks_ = 0;
  uint32_t changed_ms_ = 0;
};

}  // namespace

IOTDM_IN_FLASH("row_button")
extern const PinType kButton = {
    "button", kOptions, count_of(kOptions), 0, kCanRead, 1, 1, check_pull, make_pin<Button>, {kNoBus}, {kTellsButton},
};

}  // namespace iotdm
