#pragma once

#include <cstdint>

#include "IPAddress.h"
#include "user_interface.h"

#define WIFI_SCAN_RUNNING (-1)

enum WiFiMode_t { WIFI_STA = 1, WIFI_AP_STA = 3 };
enum WiFiSleepType_t { WIFI_NONE_SLEEP = 0 };
enum wl_status_t {
  WL_NO_SSID_AVAIL = 1,
  WL_CONNECTED = 3,
  WL_WRONG_PASSWORD = 6,
};

class ESP8266WiFiClass {
 public:
  static void persistent(bool persistent);
  bool mode(WiFiMode_t mode);
  bool setSleepMode(WiFiSleepType_t type, uint8_t listenInterval = 0);
  bool setAutoReconnect(bool autoReconnect);
  wl_status_t begin(const char* ssid, const char* passphrase = nullptr, int32_t channel = 0,
                    const uint8_t* bssid = nullptr, bool connect = true);
  bool disconnect(bool wifioff = false);
  wl_status_t status();
  int8_t RSSI();
  uint8_t* BSSID();
  uint8_t channel();
  IPAddress localIP();

  bool softAP(const char* ssid, const char* psk = nullptr, int channel = 1, int ssid_hidden = 0, int max_connection = 4,
              int beacon_interval = 100);
  bool softAPdisconnect(bool wifioff = false);

  int8_t scanNetworks(bool async = false, bool show_hidden = false, uint8_t channel = 0, uint8_t* ssid = nullptr);
  int8_t scanComplete();
  void scanDelete();
  const bss_info* getScanInfoByIndex(int i);
};

extern ESP8266WiFiClass WiFi;
