#include "simulated_station.h"

namespace iotdm::host {

void SimulatedStation::connect(std::string_view ssid, std::string_view psk, const uint8_t* /*bssid*/,
                               uint8_t /*channel*/) {
  asked_ = true;
  wanted_ = AccessPoint{std::string(ssid), std::string(psk)};
}

WifiState SimulatedStation::state() {
  if (!asked_) {
    return WifiState::kConnected;
  }
  if (!wanted_) {
    return WifiState::kIdle;
  }
  if (!access_points_) {
    return WifiState::kConnected;
  }
  WifiState found = WifiState::kNoSuchNetwork;
  for (const AccessPoint& access_point : *access_points_) {
    if (access_point.ssid == wanted_->ssid) {
      found = access_point.psk == wanted_->psk ? WifiState::kConnected : WifiState::kWrongPassword;
    }
  }
  return found;
}

void SimulatedStation::reset() {
  asked_ = false;
  wanted_.reset();
}

}  // namespace iotdm::host
