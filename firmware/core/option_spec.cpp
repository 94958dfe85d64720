#include "option_spec.h"

#include "in_flash.h"

namespace iotdm {

namespace {

IOTDM_IN_FLASH("initial_words")
constexpr FlashValue<uint32_t> kInitialWords[] = {
    {name_hash("off")}, {name_hash("on")}, {name_hash("restore")}, {name_hash("inverse")}, {name_hash("none")}};
IOTDM_IN_FLASH("failsafe_words")
constexpr FlashValue<uint32_t> kFailsafeWords[] = {{name_hash("keep")}, {name_hash("off")}, {name_hash("on")}};
IOTDM_IN_FLASH("failsafe_on_words")
constexpr FlashValue<uint32_t> kFailsafeOnWords[] = {{name_hash("broker")}, {name_hash("manager")}};

constexpr int32_t kDayS = 86400;
constexpr int32_t kHourS = 3600;

}  // namespace

IOTDM_IN_FLASH("common_options")
constexpr OptionSpec kCommonOptions[] = {
    flag_option("guard"),
    word_option("initial", kInitialWords),
    number_option("auto_off", 0, 0, kDayS * 1000),
    word_option("failsafe", kFailsafeWords),
    whole_option("failsafe_after", 300, 1, kDayS),
    word_option("failsafe_on", kFailsafeOnWords),
    number_option("min_on", 0, 0, kHourS * 1000),
    number_option("min_off", 0, 0, kHourS * 1000),
    whole_option("max_per_min", 0, 0, 10),
    whole_option("group", 0, 0, 8),
    whole_option("dead_ms", 500, 0, 60000),
};
static_assert(sizeof(kCommonOptions) / sizeof(kCommonOptions[0]) == static_cast<size_t>(CommonOption::kCount));

void CommonOptions::set(CommonOption option, int32_t value) {
  const auto whole = static_cast<uint32_t>(value);
  const auto small = static_cast<uint8_t>(value);
  switch (option) {
    case CommonOption::kGuard:
      guard = small;
      break;
    case CommonOption::kInitial:
      initial = small;
      break;
    case CommonOption::kAutoOff:
      auto_off_ms = whole;
      break;
    case CommonOption::kFailsafe:
      failsafe = small;
      break;
    case CommonOption::kFailsafeAfter:
      failsafe_after_s = whole;
      break;
    case CommonOption::kFailsafeOn:
      failsafe_on = small;
      break;
    case CommonOption::kMinOn:
      min_on_ms = whole;
      break;
    case CommonOption::kMinOff:
      min_off_ms = whole;
      break;
    case CommonOption::kMaxPerMin:
      max_per_min = small;
      break;
    case CommonOption::kGroup:
      group = small;
      break;
    default:
      dead_ms = static_cast<uint16_t>(value);
  }
}

}  // namespace iotdm
