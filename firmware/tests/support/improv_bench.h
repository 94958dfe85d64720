#pragma once

#include <string>
#include <string_view>

#include "fake_wifi.h"
#include "improv.h"

namespace iotdm::test {

std::string from_hex(std::string_view digits);

// A frame of Improv with this data, as the standard describes it.
std::string improv_frame(uint8_t type, std::string_view data);
// The frame that gives a board a network.
std::string improv_settings(std::string_view ssid, std::string_view psk);

// A board at a serial port.
class ImprovBench final : private TextSink {
 public:
  FakeWifi wifi;

  void send(std::string_view bytes);
  void wait(uint32_t ms) { now_ms_ += ms; }
  // What the board wrote until it had nothing more to say.
  std::string written();

 private:
  void write(std::string_view bytes) override;

  Improv improv_{{"IoT Device Manager", "0.1.0", "esp8266", "5ccf7f0a1b2c"}, wifi, wifi, *this};
  std::string written_;
  uint32_t now_ms_ = 0xFFFFFF00;
};

}  // namespace iotdm::test
