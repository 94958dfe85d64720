#include "site.h"

#include "crc32.h"
#include "json_writer.h"
#include "utf8.h"

namespace iotdm {

namespace {

constexpr uint8_t kShortestPassphrase = 8;

bool is_between(char c, char lowest, char highest) { return c >= lowest && c <= highest; }

bool is_printable(char c) { return is_between(c, ' ', '~'); }

bool is_hex(char c) { return is_between(c, '0', '9') || is_between(c, 'a', 'f') || is_between(c, 'A', 'F'); }

bool is_in_host(char c) {
  const bool is_letter = is_between(c, 'a', 'z') || is_between(c, 'A', 'Z');
  return is_letter || is_between(c, '0', '9') || c == '.' || c == '-' || c == '_';
}

// The chip's SDK takes a name as a text that ends with a NUL.
bool is_in_ssid(char c) { return c != '\0'; }

bool is_in_login(char c) { return static_cast<unsigned char>(c) >= ' ' && c != '\x7F'; }

bool all(std::string_view text, bool (*is)(char)) {
  for (const char c : text) {
    if (!is(c)) {
      return false;
    }
  }
  return true;
}

bool is_psk(std::string_view text) {
  if (text.size() == kMaxPsk) {
    return all(text, is_hex);
  }
  return text.empty() || (text.size() >= kShortestPassphrase && all(text, is_printable));
}

bool is_login(std::string_view text) { return is_utf8(text) && all(text, is_in_login); }

}  // namespace

Network::Network() = default;

bool Network::operator==(const Network& other) const {
  return ssid == other.ssid && psk == other.psk && host == other.host && port == other.port && user == other.user &&
         password == other.password;
}

NetworkError check(const Network& network) {
  if (network.ssid.empty()) {
    return NetworkError::kNoSsid;
  }
  if (network.ssid.view().size() > kMaxSsid) {
    return NetworkError::kSsidTooLong;
  }
  if (!is_psk(network.psk.view())) {
    return NetworkError::kBadPsk;
  }
  if (!all(network.host.view(), is_in_host)) {
    return NetworkError::kBadHost;
  }
  if (network.port == 0) {
    return NetworkError::kBadPort;
  }
  if (network.user.view().size() > kMaxUser) {
    return NetworkError::kUserTooLong;
  }
  const bool sound =
      all(network.ssid.view(), is_in_ssid) && is_login(network.user.view()) && is_login(network.password.view());
  return sound ? NetworkError::kNone : NetworkError::kBadText;
}

uint32_t public_hash(const Network& network) {
  char digits[5];
  JsonWriter port(digits, sizeof(digits));
  port.number(network.port);
  uint32_t hash = 0;
  for (const std::string_view part :
       {network.ssid.view(), std::string_view("\n"), network.host.view(), std::string_view("\n"), port.view(),
        std::string_view("\n"), network.user.view()}) {
    hash = crc32(part.data(), part.size(), hash);
  }
  return hash;
}

std::string_view user_of(const Network& network, std::string_view id) {
  return network.user.empty() && !network.password.empty() ? id : network.user.view();
}

}  // namespace iotdm
