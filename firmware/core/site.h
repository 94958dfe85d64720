#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "fixed_text.h"

// Where a board connects to: the same for a whole house, kept apart from what a board is (role) and which chip it is.
namespace iotdm {

constexpr uint8_t kMaxSsid = 32;
constexpr uint8_t kMaxPsk = 64;
constexpr uint8_t kMaxHost = 64;
constexpr uint8_t kMaxUser = 32;
constexpr uint8_t kMaxPassword = 64;

// Room for the longest of them: one type, so that the code that reads them is there only once.
using SiteText = FixedText<64>;

struct Network {
  SiteText ssid;  // bytes, as 802.11 has them
  SiteText psk;   // empty: an open network; else 8 to 63 printable ASCII characters, or 64 hex digits
  SiteText host;  // empty: look the broker up with mDNS (_mqtt._tcp)
  uint16_t port = 1883;
  SiteText user;  // empty with a password: the chip's id is the user name
  SiteText password;

  Network();  // not inline, for it is large

  bool operator==(const Network& other) const;
};

enum class NetworkError : uint8_t {
  kNone,
  kNoSsid,
  kSsidTooLong,
  kBadPsk,
  kBadHost,
  kBadPort,
  kUserTooLong,
  kPasswordTooLong,
  kBadText,
};

// Texts that do not even fit are refused where they are read, before they are cut.
NetworkError check(const Network& network);

// With what a device logs in at the broker; empty for nothing.
std::string_view user_of(const Network& network, std::string_view id);

// CRC-32 over what is no secret in it: name, host, port in decimal and user, with a line feed between. A checksum over
// the passwords too would let anyone who reads it try out passwords at home.
uint32_t public_hash(const Network& network);

struct Site {
  static constexpr uint8_t kSlots = 2;

  uint8_t use = 0;  // slot in use
  std::array<std::optional<Network>, kSlots> networks;
};

}  // namespace iotdm
