#pragma once

#include "errors.h"
#include "option_spec.h"
#include "pin_config.h"
#include "ports.h"

namespace iotdm {

// The option `pull`, which is the first one of every type that has it.
constexpr uint8_t kPullWordCount = 3;
extern const FlashValue<uint32_t> kPullWords[kPullWordCount];

PinMode pull_mode(int32_t pull);
// GPIO16 has only a pull-down, all others have only a pull-up.
Error check_pull(const PinConfig& config);

}  // namespace iotdm
