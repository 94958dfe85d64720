#include "board.h"

#include <Arduino.h>

#include <new>

#include "flash_layout.h"
#include "version.h"

namespace iotdm::esp8266 {

namespace {

// A broker that does not take the goodbye must not keep the board from its restart.
constexpr uint32_t kGoodbyeMs = 500;
// The serial port's.
constexpr uint8_t kGpioTx = 1;
constexpr uint8_t kGpioRx = 3;

}  // namespace

Board::Board()
    : device_({chip_.id(), "esp8266", layout_bytes(), kFirmwareVersion},
              {pins_, flash_, rtc_, wifi_, mqtt_, chip_, {downloader_, image_, verifier_}}),
      improv_({"IoT Device Manager", kFirmwareVersion, "ESP8266", chip_.id()}, device_.network(), wifi_) {}

void Board::begin() {
  device_.begin(chip_.reset_reason(), millis());
  wifi_.begin();
}

void Board::loop() {
  const uint32_t now_ms = millis();
  wifi_.loop();
  mqtt_.loop(device_, now_ms);
  if (chip_.restart_asked()) {
    restart_when_said_goodbye(now_ms);
    return;
  }
  run_ms_ = now_ms;
  device_.loop(now_ms);
  run_portal(now_ms);
  improv_.loop(!device_.knows(kGpioTx) && !device_.knows(kGpioRx), now_ms);
}

void Board::run_portal(uint32_t now_ms) {
  const bool open = device_.network().access_point();
  if (!open) {
    portal_.reset();
  } else if (portal_) {
    portal_->loop(now_ms);
  } else {
    portal_.reset(new (std::nothrow) PortalServer(chip_.id(), device_.network(), wifi_));
  }
}

void Board::restart_when_said_goodbye(uint32_t now_ms) {
  if (mqtt_.idle() || now_ms - run_ms_ >= kGoodbyeMs) {
    // May return; then the next loop asks again.
    ESP.restart();
  }
}

}  // namespace iotdm::esp8266
