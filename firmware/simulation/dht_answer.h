#pragma once

#include <cstdint>
#include <vector>

namespace iotdm::simulation {

// The gaps between the falling edges of a DHT sensor that sends these bytes: first its answer to the start, then a bit
// each.
inline std::vector<uint8_t> dht_answer(const std::vector<uint8_t>& bytes) {
  std::vector<uint8_t> gaps = {161};
  for (const uint8_t byte : bytes) {
    for (uint8_t mask = 0x80; mask != 0; mask = static_cast<uint8_t>(mask >> 1)) {
      gaps.push_back((byte & mask) != 0 ? 121 : 77);
    }
  }
  return gaps;
}

}  // namespace iotdm::simulation
