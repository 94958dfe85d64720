#pragma once

#include <cstddef>
#include <cstdint>

namespace iotdm::machine {

// What the emulated machine does for the program that runs on it. The program has no operating system.

void print(const char* text, size_t size);
[[noreturn]] void exit(int code);

// A file of the machine on which the emulator runs. Returns a negative descriptor when it cannot be opened.
int open(const char* path);
// Returns the number of bytes, 0 at the end, or less.
int read(int file, void* to, size_t size);
void close(int file);

// Counts time that passes only by executed instructions, kInstructionsPerTick of them a tick.
uint32_t ticks();
constexpr uint32_t kInstructionsPerTick = 25;

}  // namespace iotdm::machine
