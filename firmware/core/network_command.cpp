#include "network_command.h"

#include "json_unescape.h"

namespace iotdm {

namespace {

NetworkError read_text(JsonText value, SiteText& text, NetworkError too_long) {
  if (!value.present()) {
    return NetworkError::kNone;
  }
  char characters[SiteText::kLongest];
  const auto size = json_unescape(value.text(), characters, sizeof(characters));
  // A number has no text, an empty string has the text of none.
  if (!size || value.raw().front() != '"') {
    return NetworkError::kBadText;
  }
  if (*size > sizeof(characters)) {
    return too_long;
  }
  text.assign({characters, *size});
  return NetworkError::kNone;
}

NetworkError read_port(JsonText value, uint16_t& port) {
  if (!value.present()) {
    return NetworkError::kNone;
  }
  const uint32_t number = value.number().value_or(0);
  port = static_cast<uint16_t>(number);
  return number > 0 && number <= UINT16_MAX ? NetworkError::kNone : NetworkError::kBadPort;
}

}  // namespace

NetworkError read_network(const JsonObject& command, Network& network) {
  const NetworkError read[] = {
      read_text(command.find("ssid"), network.ssid, NetworkError::kSsidTooLong),
      read_text(command.find("psk"), network.psk, NetworkError::kBadPsk),
      read_text(command.find("host"), network.host, NetworkError::kBadHost),
      read_port(command.find("port"), network.port),
      read_text(command.find("user"), network.user, NetworkError::kUserTooLong),
      read_text(command.find("pass"), network.password, NetworkError::kPasswordTooLong),
  };
  for (const NetworkError error : read) {
    if (error != NetworkError::kNone) {
      return error;
    }
  }
  return check(network);
}

Error to_error(NetworkError error) {
  switch (error) {
    case NetworkError::kNone:
      return Error::kNone;
    case NetworkError::kNoSsid:
      return Error::kNetworkNoSsid;
    case NetworkError::kSsidTooLong:
      return Error::kNetworkSsidTooLong;
    case NetworkError::kBadPsk:
      return Error::kNetworkBadPsk;
    case NetworkError::kBadHost:
      return Error::kNetworkBadHost;
    case NetworkError::kBadPort:
      return Error::kNetworkBadPort;
    case NetworkError::kUserTooLong:
      return Error::kNetworkUserTooLong;
    case NetworkError::kPasswordTooLong:
      return Error::kNetworkPasswordTooLong;
    case NetworkError::kBadText:
      return Error::kNetworkBadText;
  }
  return Error::kNetworkBadText;
}

}  // namespace iotdm
