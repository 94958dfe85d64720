#pragma once

#include "pin_config.h"

namespace iotdm {

// kBadCombination when options of the groups do not go with each other.
Error check_common(const PinConfig& config);

}  // namespace iotdm
