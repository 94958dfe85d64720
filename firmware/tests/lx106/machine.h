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

// How many were executed, in steps of 25; it wraps.
uint32_t instructions();
// Prints a line of a program that measures.
void print_value(const char* name, uint32_t value);
// The most bytes that the heap has had.
uint32_t heap_high_water();

}  // namespace iotdm::machine
