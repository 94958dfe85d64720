#include "event_source.h"

namespace iotdm {

namespace {

constexpr int32_t kLateMs = 3000;
// No two clocks are alike: 61 ms in 1,000 s are allowed for.
constexpr uint8_t kDriftShift = 14;

}  // namespace

bool EventSource::accept(uint32_t session, uint32_t n, uint32_t t, uint32_t now_ms) {
  const bool known = session == session_;
  if (known && n <= n_) {
    return false;
  }
  const uint32_t since_ms = now_ms - fastest_ms_;
  const bool compares = known && since_ms < kForgottenMs;
  const uint32_t behind_ms = now_ms - t;
  const auto drift_ms = static_cast<int32_t>(since_ms >> kDriftShift);
  const auto slower_ms = static_cast<int32_t>(behind_ms - behind_ms_);
  session_ = session;
  n_ = n;
  if (compares && slower_ms > kLateMs + drift_ms) {
    return false;
  }
  if (!compares || slower_ms <= drift_ms) {
    behind_ms_ = behind_ms;
    fastest_ms_ = now_ms;
  }
  return true;
}

}  // namespace iotdm
