#pragma once

#include <string_view>

namespace iotdm {

// True when all of `text` is UTF-8: no stray byte, no overlong form, no surrogate, nothing above U+10FFFF.
bool is_utf8(std::string_view text);

}  // namespace iotdm
