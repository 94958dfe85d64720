#include "simulated_station.h"

namespace iotdm::host {

namespace {

constexpr uint32_t kScanMs = 500;

}  // namespace

void SimulatedStation::connect(std::string_view ssid, std::string_view psk, const uint8_t* /*bssid*/,
                               uint8_t /*channel*/) {
  asked_ = true;
  wanted_ = AccessPoint{std::string(ssid), std::string(psk)};
}

WifiState SimulatedStation::state() {
  if (!asked_) {
    return at_home_ ? WifiState::kConnected : WifiState::kIdle;
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
      const WifiState joined = access_point.gives_addresses ? WifiState::kConnected : WifiState::kJoined;
      found = access_point.psk == wanted_->psk ? joined : WifiState::kWrongPassword;
    }
  }
  return found;
}

void SimulatedStation::move_to_neighbourhood() {
  at_home_ = false;
  // Strongest first.
  access_points_ = {
      {"Home", "correct horse", -48},
      {"Workshop", "", -57},
      {"Café Zürich", "12345678", -66},
      {"Full house", "12345678", -74, false},
      {"<script>alert('\"&')</script>", "12345678", -86},
  };
}

bool SimulatedStation::scanning() const { return scan_began_ms_ && real_time_.now_ms() - *scan_began_ms_ < kScanMs; }

uint8_t SimulatedStation::count() const {
  return access_points_ ? static_cast<uint8_t>(access_points_->size()) : uint8_t{0};
}

ScannedNetwork SimulatedStation::network(uint8_t index) const {
  const AccessPoint& access_point = access_points_->at(index);
  return {FixedText<kMaxSsid>(access_point.ssid), access_point.rssi_dbm, access_point.psk.empty()};
}

void SimulatedStation::reset() {
  asked_ = false;
  wanted_.reset();
}

}  // namespace iotdm::host
