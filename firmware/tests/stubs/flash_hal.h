#pragma once

#include <cstdint>

extern "C" uint32_t _FS_start;

#define FS_PHYS_ADDR (reinterpret_cast<uint32_t>(&_FS_start) - 0x40200000)
