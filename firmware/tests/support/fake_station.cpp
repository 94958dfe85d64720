#include "fake_station.h"

#include <algorithm>
#include <stdexcept>

#include "heap_watch.h"

namespace iotdm::test {

void FakeStation::connect(std::string_view ssid, std::string_view psk, const uint8_t* bssid, uint8_t channel) {
  const PortScope outside_the_core;
  if (bssid != nullptr && !std::equal(bssid_.begin(), bssid_.end(), bssid)) {
    throw std::logic_error("an access point that this station has never told of");
  }
  attempts_.push_back({std::string(ssid), std::string(psk), bssid ? std::optional(channel) : std::nullopt});
  state_ = WifiState::kConnecting;
}

void FakeStation::disconnect() {
  state_ = WifiState::kIdle;
  ++goodbyes_;
}

void FakeStation::start_access_point(std::string_view name) {
  const PortScope outside_the_core;
  access_point_ = name;
}

}  // namespace iotdm::test
