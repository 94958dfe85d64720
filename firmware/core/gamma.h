#pragma once

#include <cstdint>

namespace iotdm {

// `share` to the power of `gamma`, both as fixed-point numbers: `share` from 0 to 65536 (1.0), `gamma` in thousandths.
// Right to 0.0003, which is less than one step of the PWM. No floating point: the chip has no unit for it.
uint32_t apply_gamma(uint32_t share, int32_t gamma);

}  // namespace iotdm
