#pragma once

#include <cstdint>
#include <string_view>

namespace iotdm {

// FNV-1a. Names that are only compared are kept as this: shorter than the text, and quicker to compare. The contract's
// table, which the tests read, shows that no two names of one pin type share a hash.
constexpr uint32_t name_hash(std::string_view name) {
  uint32_t hash = 2166136261U;
  for (const char c : name) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  }
  return hash;
}

}  // namespace iotdm
