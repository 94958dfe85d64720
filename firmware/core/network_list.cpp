#include "network_list.h"

namespace iotdm {

void NetworkList::add(const ScannedNetwork& network) {
  if (network.ssid.empty()) {
    return;
  }
  // The place that becomes free for it: that of the same name, or one behind the last, or the last one's.
  uint8_t place = find(network);
  if (place < count_ || count_ == kCapacity) {
    place = place < count_ ? place : static_cast<uint8_t>(kCapacity - 1);
    if (networks_[place].rssi_dbm >= network.rssi_dbm) {
      return;
    }
  } else {
    ++count_;
  }
  for (; place > 0 && networks_[place - 1].rssi_dbm < network.rssi_dbm; --place) {
    networks_[place] = networks_[place - 1];
  }
  networks_[place] = network;
}

uint8_t NetworkList::find(const ScannedNetwork& network) const {
  uint8_t index = 0;
  while (index < count_ && !(networks_[index].ssid == network.ssid)) {
    ++index;
  }
  return index;
}

}  // namespace iotdm
