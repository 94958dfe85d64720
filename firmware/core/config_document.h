#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "fixed_text.h"
#include "json_reader.h"

namespace iotdm {

constexpr uint8_t kMaxName = 16;

using Name = FixedText<kMaxName>;

// The top level of a configuration. The views point into the message.
struct ConfigDocument {
  uint32_t revision = 0;
  std::string_view manager;
  std::string_view takeover_from;
  std::string_view role;  // empty in a tombstone
  JsonText pins;
  JsonText rules;
};

// None when this is not a whole configuration as docs/protocol.md describes it. The pins are not looked at yet.
std::optional<ConfigDocument> read_config(std::string_view payload);

}  // namespace iotdm
