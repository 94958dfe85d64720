#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace iotdm {

// The bytes that the inside of a JSON string stands for, in UTF-8, written to `to`: their number, which is more than
// `room` for a text that does not fit and of which nothing behind `room` was written. None for a broken escape and for
// half of a surrogate pair.
std::optional<size_t> json_unescape(std::string_view text, char* to, size_t room);

}  // namespace iotdm
