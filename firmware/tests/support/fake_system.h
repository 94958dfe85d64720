#pragma once

#include <deque>

#include "ports.h"

namespace iotdm::test {

class FakeSystem final : public System {
 public:
  uint32_t random() override;
  Health health() override { return {-61, 28144, largest_block_}; }
  std::string_view ip() override { return "192.168.1.40"; }
  void restart() override { ++restarts_; }

  // What the next draws give, before they all give `otherwise`.
  void will_draw(uint32_t value) { draws_.push_back(value); }
  void set_otherwise(uint32_t value) { otherwise_ = value; }
  // What the device mixes into what it draws: taken out beforehand, so that it has what the test says.
  void take_out(uint32_t mix) { mix_ = mix; }
  void set_largest_block(uint32_t bytes) { largest_block_ = bytes; }
  uint32_t restarts() const { return restarts_; }

 private:
  std::deque<uint32_t> draws_;
  // The first telemetry after a minute, the longest jitters.
  uint32_t otherwise_ = 59999;
  uint32_t mix_ = 0;
  uint32_t restarts_ = 0;
  uint32_t largest_block_ = 22560;
};

inline uint32_t FakeSystem::random() {
  if (draws_.empty()) {
    return otherwise_ ^ mix_;
  }
  const uint32_t value = draws_.front();
  draws_.pop_front();
  return value ^ mix_;
}

}  // namespace iotdm::test
