#include "mqtt_transport.h"

namespace iotdm::esp8266 {

// The client is always given a name, which may be an address.
bool MqttTransport::connect(IPAddress /*ip*/, uint16_t /*port*/) { return false; }

bool MqttTransport::disconnected() {
  switch (tcp_.state()) {
    case TcpConnection::State::kResolving:
    case TcpConnection::State::kConnecting:
    case TcpConnection::State::kOpen:
      return false;
    default:
      return true;
  }
}

}  // namespace iotdm::esp8266
