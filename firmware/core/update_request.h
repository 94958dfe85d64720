#pragma once

#include <optional>
#include <string_view>

#include "json_reader.h"
#include "ports.h"

namespace iotdm {

// What the command `update` asks for. The texts are those of the message.
struct UpdateRequest {
  static constexpr size_t kMaxUrl = 200;

  std::string_view url;
  uint32_t size = 0;
  Sha256 sha256{};
  std::string_view firmware;
};

// None when a member is missing or not allowed.
std::optional<UpdateRequest> read_update(const JsonObject& command);

}  // namespace iotdm
