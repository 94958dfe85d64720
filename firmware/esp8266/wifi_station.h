#pragma once

#include <cstdint>

#include "network_list.h"
#include "networks_in_range.h"
#include "ports.h"

namespace iotdm::esp8266 {

// The chip's Wi-Fi: the station, the access point of the portal, and the list of networks for it. The SDK keeps none of
// the settings and connects to nothing by itself, or it would fight with the core.
class WifiStation final : public Wifi, public NetworksInRange {
 public:
  void begin();
  // Takes the result of a scan.
  void loop();

  void connect(std::string_view ssid, std::string_view psk, const uint8_t* bssid, uint8_t channel) override;
  void disconnect() override;
  WifiState state() override;
  const uint8_t* bssid() override;
  uint8_t channel() override;
  void start_access_point(std::string_view name) override;
  void stop_access_point() override;

  void scan() override;
  bool scanning() const override { return scanning_; }
  uint8_t count() const override { return networks_.count(); }
  ScannedNetwork network(uint8_t index) const override { return networks_[index]; }

 private:
  bool connecting_ = false;
  bool scanning_ = false;
  NetworkList networks_;
};

}  // namespace iotdm::esp8266
