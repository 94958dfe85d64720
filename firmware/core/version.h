#pragma once

#include <string_view>

namespace iotdm {

constexpr std::string_view kFirmwareVersion = "0.1.0";

}  // namespace iotdm
