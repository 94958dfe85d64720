#pragma once

#include <cstdint>

namespace iotdm::test {

// Tells the core's allocations from those of the tests around it. core-allocations counts; elsewhere this costs
// nothing.
struct HeapWatch {
  inline static bool in_core = false;
  inline static uint64_t allocations = 0;

  static void count() { allocations += in_core ? 1 : 0; }
};

// Around every call into the core.
class CoreScope {
 public:
  CoreScope() { HeapWatch::in_core = true; }
  ~CoreScope() { HeapWatch::in_core = before_; }
  CoreScope(const CoreScope&) = delete;
  CoreScope& operator=(const CoreScope&) = delete;

 private:
  bool before_ = HeapWatch::in_core;
};

// Around every call back from the core: what a fake allocates to record it is not the core's.
class PortScope {
 public:
  PortScope() { HeapWatch::in_core = false; }
  ~PortScope() { HeapWatch::in_core = before_; }
  PortScope(const PortScope&) = delete;
  PortScope& operator=(const PortScope&) = delete;

 private:
  bool before_ = HeapWatch::in_core;
};

}  // namespace iotdm::test
