#include "poll_loop.h"

#include <sys/epoll.h>
#include <unistd.h>

#include <array>

namespace iotdm::host {

PollLoop::PollLoop() : descriptor_(epoll_create1(EPOLL_CLOEXEC)) {}

PollLoop::~PollLoop() { close(descriptor_); }

void PollLoop::add(int descriptor, PollTarget& target, bool writable) {
  control(EPOLL_CTL_ADD, descriptor, target, writable);
}

void PollLoop::change(int descriptor, PollTarget& target, bool writable) {
  control(EPOLL_CTL_MOD, descriptor, target, writable);
}

void PollLoop::control(int operation, int descriptor, PollTarget& target, bool writable) {
  epoll_event event{};
  event.events = EPOLLIN | (writable ? EPOLLOUT : 0U);
  event.data.ptr = &target;
  epoll_ctl(descriptor_, operation, descriptor, &event);
}

void PollLoop::wait(int timeout_ms) {
  std::array<epoll_event, 64> events;
  const int count = epoll_wait(descriptor_, events.data(), static_cast<int>(events.size()), timeout_ms);
  for (int i = 0; i < count; ++i) {
    const uint32_t ready = events[static_cast<size_t>(i)].events;
    auto* target = static_cast<PollTarget*>(events[static_cast<size_t>(i)].data.ptr);
    target->handle_socket((ready & (EPOLLIN | EPOLLERR | EPOLLHUP)) != 0, (ready & EPOLLOUT) != 0);
  }
}

}  // namespace iotdm::host
