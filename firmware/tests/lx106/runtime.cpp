// What a C++ program needs from a library that there is none of for this processor. An exception ends the program.
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>
#include <string>

#include "machine.h"

int main();

namespace {

[[noreturn]] void fail(const char* what) {
  std::printf("thrown: %s\n", what);
  iotdm::machine::exit(2);
}

}  // namespace

void* operator new(size_t size) {
  void* memory = std::malloc(size);
  if (memory == nullptr) {
    fail("no memory");
  }
  return memory;
}

void* operator new[](size_t size) { return operator new(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, size_t) noexcept { std::free(memory); }

namespace std {

// Its functions are in the library, so the header leaves them to it.
template class basic_string<char>;

exception::~exception() noexcept = default;
const char* exception::what() const noexcept { return "an exception"; }

void terminate() noexcept { fail("terminate"); }

void __throw_bad_alloc() { fail("bad_alloc"); }
void __throw_bad_array_new_length() { fail("bad_array_new_length"); }
void __throw_bad_function_call() { fail("bad_function_call"); }
void __throw_invalid_argument(const char* what) { fail(what); }
void __throw_length_error(const char* what) { fail(what); }
void __throw_logic_error(const char* what) { fail(what); }
void __throw_out_of_range(const char* what) { fail(what); }
void __throw_out_of_range_fmt(const char* what, ...) { fail(what); }

}  // namespace std

extern "C" {

using Constructor = void (*)();
extern Constructor constructors[];
extern Constructor constructors_end[];

[[noreturn]] void run_program() {
  for (Constructor* constructor = constructors; constructor != constructors_end; ++constructor) {
    (*constructor)();
  }
  iotdm::machine::exit(main());
}

void* __cxa_allocate_exception(size_t size) { return operator new(size); }
void __cxa_free_exception(void* /*exception*/) {}
// All exceptions of the tests are std::exception.
void __cxa_throw(void* exception, void* /*type*/, void (* /*destructor*/)(void*)) {
  fail(static_cast<std::exception*>(exception)->what());
}
void* __cxa_begin_catch(void* exception) { return exception; }
void __cxa_end_catch() {}
void __cxa_rethrow() { fail("again"); }
void _Unwind_Resume(void* /*exception*/) { fail("unwinding"); }
void __cxa_pure_virtual() { fail("a pure virtual function was called"); }

// The program ends without destroying its static objects.
void* __dso_handle = nullptr;
int __cxa_atexit(void (* /*function*/)(void*), void* /*object*/, void* /*library*/) { return 0; }
int __cxa_guard_acquire(char* guard) { return *guard == 0; }
void __cxa_guard_release(char* guard) { *guard = 1; }
void __cxa_guard_abort(char* /*guard*/) {}
}
