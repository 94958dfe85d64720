#pragma once

#include "errors.h"
#include "option_spec.h"

namespace iotdm {

// kBadCombination when options do not go with each other.
Error check(const CommonOptions& options);

}  // namespace iotdm
