#pragma once

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ports.h"

namespace iotdm::test {

// A radio that remembers what it was asked and does what it is told. Connected from the start, so that a device without
// a site is in a network.
class FakeStation final : public Wifi {
 public:
  struct Attempt {
    std::string ssid;
    std::string psk;
    std::optional<uint8_t> channel;  // of a certain access point
  };

  // As a layer begins its radio: as a station, so that an access point that was open before is closed.
  void begin() { access_point_.clear(); }

  void connect(std::string_view ssid, std::string_view psk, const uint8_t* bssid, uint8_t channel) override;
  void disconnect() override;
  WifiState state() override { return state_; }
  const uint8_t* bssid() override { return bssid_.data(); }
  uint8_t channel() override { return 6; }
  void start_access_point(std::string_view name) override;
  void stop_access_point() override { access_point_.clear(); }

  void set_state(WifiState state) { state_ = state; }
  // The attempts since the last call.
  std::vector<Attempt> take_attempts() { return std::exchange(attempts_, {}); }
  // The name of the open access point, or an empty text.
  const std::string& access_point() const { return access_point_; }
  uint32_t goodbyes() const { return goodbyes_; }

 private:
  WifiState state_ = WifiState::kConnected;
  std::array<uint8_t, kBssidSize> bssid_ = {2, 0, 0, 0, 0, 9};
  std::vector<Attempt> attempts_;
  std::string access_point_;
  uint32_t goodbyes_ = 0;
};

}  // namespace iotdm::test
