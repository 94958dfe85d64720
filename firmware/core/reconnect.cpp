#include "reconnect.h"

namespace iotdm {

namespace {

constexpr uint32_t kFirstPauseMs = 1000;
constexpr uint32_t kLongestPauseMs = 60000;
constexpr uint32_t kAnswerMs = 15000;
// A connection that lasted this long was a good one.
constexpr uint32_t kGoodMs = 10000;

}  // namespace

bool Reconnect::due(uint32_t now_ms) {
  if (!waiting() || (!first_ && now_ms - since_ms_ < pause_ms_)) {
    return false;
  }
  first_ = false;
  state_ = State::kTrying;
  since_ms_ = now_ms;
  return true;
}

bool Reconnect::stuck(uint32_t now_ms) const { return trying() && now_ms - since_ms_ >= kAnswerMs; }

void Reconnect::connected(uint32_t now_ms) {
  state_ = State::kConnected;
  since_ms_ = now_ms;
}

void Reconnect::lost(uint32_t now_ms) {
  if (state_ == State::kConnected && now_ms - since_ms_ >= kGoodMs) {
    failures_ = 0;
  }
  uint32_t longest = kFirstPauseMs << failures_;
  if (longest >= kLongestPauseMs) {
    longest = kLongestPauseMs;
  } else {
    ++failures_;
  }
  pause(now_ms, longest / 2 + dice_.roll() % (longest / 2 + 1));
}

void Reconnect::start_over() {
  state_ = State::kWaiting;
  first_ = true;
  failures_ = 0;
}

void Reconnect::pause(uint32_t now_ms, uint32_t pause_ms) {
  state_ = State::kWaiting;
  since_ms_ = now_ms;
  pause_ms_ = pause_ms;
}

}  // namespace iotdm
