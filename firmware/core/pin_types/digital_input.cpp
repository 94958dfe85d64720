#include "../debounced_pin.h"
#include "../gpio_table.h"
#include "../pull.h"
#include "make_pin.h"

namespace iotdm {

namespace {

IOTDM_IN_FLASH("digital_input")
constexpr OptionSpec kOptions[] = {
    word_option("pull", kPullWords),
    flag_option("invert"),
    whole_option("debounce_ms", 50, 0, 10000),
};

class DigitalInput final : public DebouncedPin {
 public:
  using DebouncedPin::DebouncedPin;

  bool tick(uint32_t now_ms) override {
    const bool counts = settled();
    const bool changed = debounce(now_ms);
    if (changed && counts) {
      tell(on() ? kEventOn : kEventOff);
    }
    return changed;
  }
};

}  // namespace

IOTDM_IN_FLASH("row_digital_input")
extern const PinType kDigitalInput = {
    "digital_input",        kOptions, count_of(kOptions), 0, kCanRead, 1, 1, check_pull,
    make_pin<DigitalInput>, {kNoBus}, {kTellsLevel},
};

}  // namespace iotdm
