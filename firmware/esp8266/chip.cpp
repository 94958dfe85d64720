#include "chip.h"

#include <Arduino.h>
#include <ESP8266WiFi.h>
#include <user_interface.h>

#include <cstdio>

#include "crash_mark.h"

namespace iotdm::esp8266 {

// The MAC address is burnt in; it can be read before the network starts.
Chip::Chip() : crashed_(take_crash_mark()) {
  uint8_t mac[kIdLength / 2];
  wifi_get_macaddr(STATION_IF, mac);
  for (uint8_t i = 0; i < kIdLength; ++i) {
    const uint8_t digit = i % 2 == 0 ? mac[i / 2] >> 4 : mac[i / 2] & 0xF;
    id_[i] = "0123456789abcdef"[digit];
  }
}

ResetReason Chip::reset_reason() const {
  switch (ESP.getResetInfoPtr()->reason) {
    case REASON_DEFAULT_RST:
      return ResetReason::kPowerOn;
    case REASON_EXT_SYS_RST:
      return crashed_ ? ResetReason::kException : ResetReason::kExternal;
    case REASON_SOFT_RESTART:
      return crashed_ ? ResetReason::kException : ResetReason::kSoftware;
    case REASON_EXCEPTION_RST:
      return ResetReason::kException;
    case REASON_WDT_RST:
    case REASON_SOFT_WDT_RST:
      return ResetReason::kWatchdog;
    default:
      return crashed_ ? ResetReason::kException : ResetReason::kUnknown;
  }
}

uint32_t Chip::random() { return ESP.random(); }

Health Chip::health() { return {WiFi.RSSI(), ESP.getFreeHeap(), ESP.getMaxFreeBlockSize()}; }

// Not toString(), which takes memory from the heap.
std::string_view Chip::ip() {
  const IPAddress ip = WiFi.localIP();
  const int size = std::snprintf(ip_.data(), ip_.size(), "%u.%u.%u.%u", ip[0], ip[1], ip[2], ip[3]);
  return {ip_.data(), static_cast<size_t>(size)};
}

}  // namespace iotdm::esp8266
