#include "pull.h"

#include "gpio_table.h"

namespace iotdm {

namespace {

enum Pull : int32_t { kPullNone, kPullUp, kPullDown };

}  // namespace

IOTDM_IN_FLASH("pull_words")
constexpr FlashValue<uint32_t> kPullWords[] = {{name_hash("none")}, {name_hash("up")}, {name_hash("down")}};

PinMode pull_mode(int32_t pull) {
  switch (pull) {
    case kPullUp:
      return PinMode::kInputPullUp;
    case kPullDown:
      return PinMode::kInputPullDown;
    default:
      return PinMode::kInput;
  }
}

Error check_pull(const PinConfig& config) {
  const int32_t pull = config.options[0];
  const uint32_t needs = pull == kPullUp ? kCanPullUp : pull == kPullDown ? kCanPullDown : 0;
  for (uint8_t i = 0; i < config.gpios.count; ++i) {
    if ((capabilities(config.gpios.numbers[i]) & needs) != needs) {
      return Error::kPinNotCapable;
    }
  }
  return Error::kNone;
}

}  // namespace iotdm
