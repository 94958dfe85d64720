#pragma once

#include <array>
#include <cstdint>

#include "provisioner.h"

namespace iotdm {

// The networks of a scan for people to choose from: strongest first, each name once. The weakest of too many are left
// out, and so are those without a name.
class NetworkList {
 public:
  static constexpr uint8_t kCapacity = 8;

  void clear() { count_ = 0; }
  void add(const ScannedNetwork& network);

  uint8_t count() const { return count_; }
  const ScannedNetwork& operator[](uint8_t index) const { return networks_[index]; }

 private:
  // Of the network with this name; count_ when there is none.
  uint8_t find(const ScannedNetwork& network) const;

  uint8_t count_ = 0;
  std::array<ScannedNetwork, kCapacity> networks_;
};

}  // namespace iotdm
