// Counts the core's allocations at malloc, through which glibc's operator new goes as well.
#include <cstddef>

#include "heap_watch.h"

extern "C" {

void* __libc_malloc(size_t size);
void* __libc_calloc(size_t count, size_t size);
void* __libc_realloc(void* old, size_t size);

void* malloc(size_t size) {
  iotdm::test::HeapWatch::count();
  return __libc_malloc(size);
}

void* calloc(size_t count, size_t size) {
  iotdm::test::HeapWatch::count();
  return __libc_calloc(count, size);
}

void* realloc(void* old, size_t size) {
  iotdm::test::HeapWatch::count();
  return __libc_realloc(old, size);
}
}
