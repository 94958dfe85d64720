#include "simulated_wifi.h"

#include <iterator>

#include "millis.h"

namespace iotdm::host {

namespace {

constexpr uint32_t kTrialMs = 1500;
constexpr uint32_t kScanMs = 500;

struct AccessPoint {
  const char* ssid;
  const char* password;
  int8_t rssi_dbm;
  Trial outcome;  // with the right password
};

// Strongest first.
constexpr AccessPoint kAccessPoints[] = {
    {"Home", "correct horse", -48, Trial::kWorked},
    {"Workshop", "", -57, Trial::kWorked},
    {"Café Zürich", "12345678", -66, Trial::kNoBroker},
    {"Full house", "12345678", -74, Trial::kNoAddress},
    {"<script>alert('\"&')</script>", "12345678", -86, Trial::kWorked},
};

Trial outcome_of(const Network& network) {
  for (const AccessPoint& point : kAccessPoints) {
    if (network.ssid.view() != point.ssid) {
      continue;
    }
    if (network.psk.view() != point.password) {
      return Trial::kWrongPassword;
    }
    if (point.outcome != Trial::kWorked) {
      return point.outcome;
    }
    return network.host.empty() || network.host.view() == "broker.local" ? Trial::kWorked : Trial::kNoBroker;
  }
  return Trial::kNoSuchNetwork;
}

}  // namespace

void SimulatedWifi::loop(uint32_t now_ms) {
  if (trial_ == Trial::kRunning && has_reached(now_ms, trial_began_ms_ + kTrialMs)) {
    trial_ = outcome_of(tried_);
    if (trial_ == Trial::kWorked) {
      network_ = tried_;
    }
  }
  if (scan_asked_) {
    scan_asked_ = false;
    scan_began_ms_ = now_ms;
  }
  if (scan_began_ms_ && has_reached(now_ms, *scan_began_ms_ + kScanMs)) {
    scan_began_ms_.reset();
  }
}

void SimulatedWifi::try_network(const Network& network, uint32_t now_ms) {
  tried_ = network;
  trial_ = Trial::kRunning;
  trial_began_ms_ = now_ms;
}

uint8_t SimulatedWifi::count() const { return std::size(kAccessPoints); }

ScannedNetwork SimulatedWifi::network(uint8_t index) const {
  const AccessPoint& point = kAccessPoints[index];
  return {FixedText<kMaxSsid>(point.ssid), point.rssi_dbm, point.password[0] == '\0'};
}

}  // namespace iotdm::host
