#pragma once

#include <cstdint>

extern "C" {
#define STATION_IF 0x00

bool wifi_get_macaddr(uint8_t if_index, uint8_t* macaddr);

enum {
  REASON_DEFAULT_RST = 0,
  REASON_WDT_RST = 1,
  REASON_EXCEPTION_RST = 2,
  REASON_SOFT_WDT_RST = 3,
  REASON_SOFT_RESTART = 4,
  REASON_EXT_SYS_RST = 6,
};

struct rst_info {
  uint32_t reason;
};

enum AUTH_MODE { AUTH_OPEN = 0 };

struct bss_info {
  uint8_t ssid[32];
  uint8_t ssid_len;
  int8_t rssi;
  AUTH_MODE authmode;
};
}
