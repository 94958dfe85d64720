#pragma once

#include "errors.h"
#include "option_spec.h"

namespace iotdm {

// kBadCombination when options do not go with each other, kBadOption for a time that is none.
Error check(const CommonOptions& options);

}  // namespace iotdm
