#pragma once

#include <Transport/Transport.h>

#include "tcp_connection.h"

namespace iotdm::esp8266 {

// How espMqttClient sends and receives.
class MqttTransport final : public espMqttClientInternals::Transport {
 public:
  bool connect(IPAddress ip, uint16_t port) override;
  bool connect(const char* host, uint16_t port) override { return tcp_.open(host, port); }
  size_t write(const uint8_t* bytes, size_t size) override { return tcp_.write(bytes, size); }
  int read(uint8_t* to, size_t size) override { return static_cast<int>(tcp_.read(to, size)); }
  void stop() override { tcp_.close(); }
  // What the broker said before it went is still read, such as why it refuses.
  bool connected() override { return tcp_.state() == TcpConnection::State::kOpen || tcp_.readable(); }
  // While it still looks up or connects, it is neither.
  bool disconnected() override;

 private:
  TcpConnection tcp_;
};

}  // namespace iotdm::esp8266
