#pragma once

#include <cstdint>

using err_t = int32_t;

enum { ERR_OK = 0, ERR_INPROGRESS = -5, ERR_ABRT = -13 };
