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
extern const OptionSpec kCommonOptions[] = {
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

}  // namespace iotdm
