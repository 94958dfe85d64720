#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "clock.h"
#include "networks_in_range.h"
#include "ports.h"

namespace iotdm::host {

// A Wi-Fi station in a neighbourhood that is told from outside; see docs/virtual-device.md. Until it is asked to
// connect, it is in the network of the command line's broker.
class SimulatedStation final : public Wifi, public NetworksInRange {
 public:
  struct AccessPoint {
    std::string ssid;
    std::string psk;
    int8_t rssi_dbm = -60;
    bool gives_addresses = true;
  };

  void connect(std::string_view ssid, std::string_view psk, const uint8_t* bssid, uint8_t channel) override;
  void disconnect() override { wanted_.reset(); }
  WifiState state() override;
  const uint8_t* bssid() override { return bssid_.data(); }
  uint8_t channel() override { return 1; }
  // There is no radio in which an access point could be seen.
  void start_access_point(std::string_view /*name*/) override {}
  void stop_access_point() override {}

  // From now on only these are in range; before, every network is, with every password.
  void set_access_points(std::vector<AccessPoint> access_points) { access_points_ = std::move(access_points); }
  // From now on it is in no network before it is asked to connect, and these are in range.
  void move_to_neighbourhood();

  void scan() override { scan_began_ms_ = real_time_.now_ms(); }
  bool scanning() const override;
  uint8_t count() const override;
  ScannedNetwork network(uint8_t index) const override;

  // As after a reset.
  void reset();

 private:
  bool asked_ = false;
  bool at_home_ = true;
  Clock real_time_{false, 0};
  std::optional<uint32_t> scan_began_ms_;
  std::optional<AccessPoint> wanted_;
  std::optional<std::vector<AccessPoint>> access_points_;
  std::array<uint8_t, kBssidSize> bssid_ = {2, 0, 0, 0, 0, 1};
};

}  // namespace iotdm::host
