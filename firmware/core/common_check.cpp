#include "common_check.h"

namespace iotdm {

namespace {

// A manager beats every 30 s; less than three missed beats are no sign that it is away.
constexpr int32_t kLeastManagerAwayS = 100;

// What must not move by itself has no level to go to.
bool moves_by_itself(const PinConfig& config) {
  const int32_t initial = config.common(CommonOption::kInitial);
  return (initial != kInitialOff && initial != kInitialNone) || config.common(CommonOption::kFailsafe) == kFailsafeToOn;
}

}  // namespace

Error check_common(const PinConfig& config) {
  if (config.common(CommonOption::kGuard) != 0 && moves_by_itself(config)) {
    return Error::kBadCombination;
  }
  const int32_t auto_off = config.common(CommonOption::kAutoOff);
  if (auto_off != 0 && auto_off < config.common(CommonOption::kMinOn)) {
    return Error::kBadCombination;
  }
  const bool watches_manager = config.common(CommonOption::kFailsafe) != kFailsafeKeep &&
                               config.common(CommonOption::kFailsafeOn) == kFailsafeManager;
  if (watches_manager && config.common(CommonOption::kFailsafeAfter) < kLeastManagerAwayS) {
    return Error::kBadCombination;
  }
  return Error::kNone;
}

}  // namespace iotdm
