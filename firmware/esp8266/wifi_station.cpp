#include "wifi_station.h"

#include <ESP8266WiFi.h>

#include <array>

namespace iotdm::esp8266 {

namespace {

// A text as the Arduino core wants it.
template <uint8_t kCapacity>
class Terminated {
 public:
  explicit Terminated(std::string_view text) { characters_[text.copy(characters_.data(), kCapacity)] = '\0'; }
  const char* c_str() const { return characters_.data(); }

 private:
  std::array<char, kCapacity + 1> characters_;
};

}  // namespace

void WifiStation::begin() {
  WiFi.persistent(false);
  WiFi.setAutoReconnect(false);
  WiFi.mode(WIFI_STA);
  // Asleep between two beacons it would hear a set a tenth of a second late.
  WiFi.setSleepMode(WIFI_NONE_SLEEP);
}

void WifiStation::connect(std::string_view ssid, std::string_view psk, const uint8_t* bssid, uint8_t channel) {
  const Terminated<kMaxSsid> name(ssid);
  const Terminated<kMaxPsk> secret(psk);
  WiFi.begin(name.c_str(), psk.empty() ? nullptr : secret.c_str(), channel, bssid);
  connecting_ = true;
}

void WifiStation::disconnect() {
  WiFi.disconnect();
  connecting_ = false;
}

WifiState WifiStation::state() {
  if (!connecting_) {
    return WifiState::kIdle;
  }
  switch (WiFi.status()) {
    case WL_CONNECTED:
      return WifiState::kConnected;
    case WL_NO_SSID_AVAIL:
      return WifiState::kNoSuchNetwork;
    case WL_WRONG_PASSWORD:
      return WifiState::kWrongPassword;
    default:
      // Without an access point there is no signal either: the SDK says 31 then.
      return WiFi.RSSI() < 0 ? WifiState::kJoined : WifiState::kConnecting;
  }
}

const uint8_t* WifiStation::bssid() { return WiFi.BSSID(); }

uint8_t WifiStation::channel() { return WiFi.channel(); }

void WifiStation::start_access_point(std::string_view name) {
  const Terminated<kMaxSsid> text(name);
  WiFi.mode(WIFI_AP_STA);
  WiFi.softAP(text.c_str());
  scan();
}

void WifiStation::stop_access_point() {
  WiFi.softAPdisconnect();
  WiFi.mode(WIFI_STA);
}

void WifiStation::scan() {
  if (!scanning_) {
    scanning_ = true;
    WiFi.scanNetworks(true);
  }
}

void WifiStation::loop() {
  const int8_t found = scanning_ ? WiFi.scanComplete() : WIFI_SCAN_RUNNING;
  if (found == WIFI_SCAN_RUNNING) {
    return;
  }
  scanning_ = false;
  networks_.clear();
  for (int8_t i = 0; i < found; ++i) {
    const bss_info* info = WiFi.getScanInfoByIndex(i);
    const std::string_view ssid(reinterpret_cast<const char*>(info->ssid), info->ssid_len);
    networks_.add({FixedText<kMaxSsid>(ssid), info->rssi, info->authmode == AUTH_OPEN});
  }
  WiFi.scanDelete();
}

}  // namespace iotdm::esp8266
