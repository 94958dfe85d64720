#pragma once

#include <cstddef>

#define PROGMEM __attribute__((section(".irom.text")))

extern "C" void* memcpy_P(void* dest, const void* src, size_t count);
