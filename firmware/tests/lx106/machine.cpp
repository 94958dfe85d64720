#include "machine.h"

#include <cerrno>
#include <cstdio>

extern "C" int emulator_call(int number, intptr_t first, intptr_t second, intptr_t third);
// By the linker.
extern "C" char __heap_start[];
extern "C" char __heap_end[];

namespace iotdm::machine {

namespace {

constexpr int kExit = 1;
constexpr int kRead = 3;
constexpr int kWrite = 4;
constexpr int kOpen = 5;
constexpr int kClose = 6;

constexpr int kStandardOutput = 1;
constexpr int kReadOnly = 0;

// The emulated processor counts time, which passes only by executed instructions.
constexpr uint32_t kInstructionsPerTick = 25;

char* present_break = __heap_start;
char* highest_break = __heap_start;

int put(char character, FILE* /*file*/) {
  print(&character, 1);
  return 0;
}

FILE output = FDEV_SETUP_STREAM(put, nullptr, nullptr, _FDEV_SETUP_WRITE);

}  // namespace

void print(const char* text, size_t size) {
  emulator_call(kWrite, kStandardOutput, reinterpret_cast<intptr_t>(text), static_cast<intptr_t>(size));
}

void exit(int code) {
  for (;;) {
    emulator_call(kExit, code, 0, 0);
  }
}

int open(const char* path) { return emulator_call(kOpen, reinterpret_cast<intptr_t>(path), kReadOnly, 0); }

int read(int file, void* to, size_t size) {
  return emulator_call(kRead, file, reinterpret_cast<intptr_t>(to), static_cast<intptr_t>(size));
}

void close(int file) { emulator_call(kClose, file, 0, 0); }

uint32_t instructions() {
  uint32_t count;
  asm volatile("rsr %0, ccount" : "=r"(count));
  return count * kInstructionsPerTick;
}

void print_value(const char* name, uint32_t value) { std::printf("%s %u\n", name, static_cast<unsigned>(value)); }

uint32_t heap_high_water() { return static_cast<uint32_t>(highest_break - __heap_start); }

}  // namespace iotdm::machine

FILE* const stdout = &iotdm::machine::output;
FILE* const stderr = &iotdm::machine::output;

extern "C" {

void _exit(int code) { iotdm::machine::exit(code); }

// Where the C library's malloc gets its memory.
void* sbrk(ptrdiff_t more) {
  using namespace iotdm::machine;
  if (more > __heap_end - present_break) {
    errno = ENOMEM;
    return reinterpret_cast<void*>(-1);
  }
  char* const before = present_break;
  present_break += more;
  highest_break = present_break > highest_break ? present_break : highest_break;
  return before;
}

// Called by the vectors. 9 is an unaligned access.
[[noreturn]] void report_exception(unsigned cause, unsigned address) {
  std::printf("exception %u at 0x%x\n", cause, address);
  iotdm::machine::exit(static_cast<int>(64 + cause));
}
}
