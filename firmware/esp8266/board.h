#pragma once

#include <cstdint>
#include <memory>

#include "bearssl_verifier.h"
#include "chip.h"
#include "chip_flash.h"
#include "chip_pins.h"
#include "chip_rtc.h"
#include "device.h"
#include "http_downloader.h"
#include "image_area.h"
#include "improv_port.h"
#include "mqtt_connection.h"
#include "portal_server.h"
#include "wifi_station.h"

namespace iotdm::esp8266 {

// The core on the chip.
class Board {
 public:
  Board();

  // Drives the pins, then starts the network.
  void begin();
  void loop();

 private:
  void run_portal(uint32_t now_ms);
  void restart_when_said_goodbye(uint32_t now_ms);

  Chip chip_;
  ChipPins pins_;
  ChipFlash flash_;
  ChipRtc rtc_;
  WifiStation wifi_;
  MqttConnection mqtt_{chip_.id()};
  HttpDownloader downloader_;
  ImageArea image_;
  BearsslVerifier verifier_;
  Device device_;
  std::unique_ptr<PortalServer> portal_;
  ImprovPort improv_;
  uint32_t run_ms_ = 0;
};

}  // namespace iotdm::esp8266
