#pragma once

#include <cstdint>

namespace iotdm::host {

// Something that owns a descriptor and wants to know when it can be read or written.
class PollTarget {
 public:
  virtual void handle_socket(bool readable, bool writable) = 0;

 protected:
  ~PollTarget() = default;
};

// The process's one poll loop. A closed descriptor leaves it by itself.
class PollLoop {
 public:
  PollLoop();
  ~PollLoop();
  PollLoop(const PollLoop&) = delete;
  PollLoop& operator=(const PollLoop&) = delete;

  void add(int descriptor, PollTarget& target, bool writable);
  void change(int descriptor, PollTarget& target, bool writable);
  // Waits up to `timeout_ms` and serves every target that is ready.
  void wait(int timeout_ms);

 private:
  void control(int operation, int descriptor, PollTarget& target, bool writable);

  int descriptor_;
};

}  // namespace iotdm::host
