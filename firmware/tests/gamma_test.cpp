#include "gamma.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

namespace iotdm {

TEST_CASE("Gamma is right to 0.0003 of the full power") {
  for (const int32_t gamma : {1000, 1001, 1500, 1800, 2000, 2200, 2600, 2800, 2999, 3000}) {
    double worst = 0;
    for (uint32_t share = 0; share <= 65536; share += 13) {
      const double exact = std::pow(share / 65536.0, gamma / 1000.0);
      worst = std::max(worst, std::abs(apply_gamma(share, gamma) / 65536.0 - exact));
    }
    CAPTURE(gamma);
    CHECK(worst < 0.0003);
  }
}

TEST_CASE("Off and full stay exactly off and full") {
  for (const int32_t gamma : {1000, 2200, 3000}) {
    CHECK(apply_gamma(0, gamma) == 0);
    CHECK(apply_gamma(65536, gamma) == 65536);
  }
}

TEST_CASE("A brighter share never gets darker") {
  for (const int32_t gamma : {1000, 2200, 3000}) {
    uint32_t before = 0;
    for (uint32_t share = 0; share <= 65536; share += 16) {
      const uint32_t power = apply_gamma(share, gamma);
      CHECK(power + 1 >= before);
      before = power;
    }
  }
}

}  // namespace iotdm
