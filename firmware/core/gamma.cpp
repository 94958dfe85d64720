#include "gamma.h"

namespace iotdm {

namespace {

constexpr uint32_t kOne = 1 << 16;

// −log2(share) for a share from 1/65536 to 1, in 1/65536.
uint32_t negative_log2(uint32_t share) {
  uint32_t whole = 0;
  while (share < kOne) {
    share <<= 1;
    ++whole;
  }
  uint32_t fraction = 0;
  for (uint32_t bit = kOne >> 1; bit != 0; bit >>= 1) {
    share = static_cast<uint32_t>((static_cast<uint64_t>(share) * share) >> 16);
    if (share >= 2 * kOne) {
      share >>= 1;
      fraction |= bit;
    }
  }
  return (whole << 16) - fraction;
}

// 2^x for x from 0 to below 1, by a polynomial whose coefficients make both ends exact.
uint32_t exp2_fraction(uint32_t x) {
  uint32_t sum = 5113;              // 0.0780
  sum = 14824 + ((sum * x) >> 16);  // 0.2262
  sum = 45599 + ((sum * x) >> 16);  // 0.6958
  return kOne + ((sum * x) >> 16);
}

}  // namespace

uint32_t apply_gamma(uint32_t share, int32_t gamma) {
  if (share == 0) {
    return 0;
  }
  // Within 32 bits: at most 16 << 16, and 3,000.
  const uint32_t exponent = negative_log2(share) * static_cast<uint32_t>(gamma) / 1000;
  if (exponent == 0) {
    return kOne;
  }
  // 2^−e = 2^(1−f) / 2^(whole+1)
  const uint32_t whole = exponent >> 16;
  const uint32_t fraction = exponent & (kOne - 1);
  if (whole >= 31) {
    return 0;
  }
  return fraction == 0 ? kOne >> whole : exp2_fraction(kOne - fraction) >> (whole + 1);
}

}  // namespace iotdm
