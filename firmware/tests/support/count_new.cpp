// Counts the core's allocations at operator new, where malloc cannot be replaced.
#include <cstdlib>
#include <new>

#include "heap_watch.h"

void* operator new(std::size_t size) {
  iotdm::test::HeapWatch::count();
  if (void* room = std::malloc(size)) {
    return room;
  }
  throw std::bad_alloc();
}

void operator delete(void* room) noexcept { std::free(room); }
void operator delete(void* room, std::size_t) noexcept { std::free(room); }
