#include "common_check.h"

namespace iotdm {

namespace {

// A manager beats every 30 s; less than three missed beats are no sign that it is away.
constexpr uint32_t kLeastManagerAwayS = 100;
constexpr uint32_t kLeastAutoOffMs = 100;

}  // namespace

Error check(const CommonOptions& options) {
  if (options.auto_off_ms != 0 && options.auto_off_ms < kLeastAutoOffMs) {
    return Error::kBadOption;
  }
  const bool may_begin_on = options.initial != kInitialOff && options.initial != kInitialNone;
  // What must not move by itself has no level to go to.
  const bool moves = options.guard != 0 && (may_begin_on || options.failsafe == kFailsafeToOn);
  const bool ends_early = options.auto_off_ms != 0 && options.auto_off_ms < options.min_on_ms;
  const bool is_hasty = options.failsafe_on == kFailsafeManager && options.failsafe_after_s < kLeastManagerAwayS;
  return moves || ends_early || is_hasty ? Error::kBadCombination : Error::kNone;
}

}  // namespace iotdm
