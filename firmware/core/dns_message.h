#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

// The two things that a device says in DNS: as an access point, that every name leads to its portal; and as a station,
// the question where a broker is.
namespace iotdm {

constexpr size_t kMaxDnsMessage = 512;

using Ip4 = std::array<uint8_t, 4>;  // as it is sent

// Makes the answer of the question in `message`, of `size` bytes, in its place; there is room for kMaxDnsMessage bytes.
// Returns the size of the answer; 0 when there is nothing to answer.
size_t answer_dns(uint8_t* message, size_t size, const Ip4& address);

// Asks by mDNS (RFC 6762) for _mqtt._tcp.local. Sent from any port but 5353, it is answered to that port alone.
std::string_view broker_question();

struct FoundBroker {
  Ip4 address;
  uint16_t port;
};
// None when the message does not tell both of a broker.
std::optional<FoundBroker> read_broker_answer(const uint8_t* message, size_t size);

}  // namespace iotdm
