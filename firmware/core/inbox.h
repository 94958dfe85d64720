#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "config_store.h"
#include "topic.h"

namespace iotdm {

enum class InKind : uint8_t { kNone, kConfig, kSet, kCommand, kAllCommand, kOwnStatus, kManager, kEvent };

// Puts a message together that arrives in pieces. Its buffer is also the one in which messages are written: the device
// writes only between two messages.
class Inbox {
 public:
  struct Piece {
    std::string_view topic;
    bool retained;
    std::string_view bytes;
    uint32_t offset;
    uint32_t total;
  };

  // True when this piece completed a message of a kind that the device reads.
  bool add(std::string_view id, const Piece& piece);
  void reset() { receiving_ = false; }
  // True between the first and the last piece of a message.
  bool receiving() const { return receiving_; }

  InKind kind() const { return kind_; }
  bool retained() const { return retained_; }
  // True for a message of zero bytes.
  bool empty() const { return total_ == 0; }
  bool too_big() const { return total_ > kMaxConfig; }
  // CRC-32 of a configuration's whole payload, also of one that is too big.
  uint32_t hash() const { return hash_; }
  // Empty when the message is too big or no UTF-8.
  std::string_view payload() const { return {buffer_.data(), readable_ ? total_ : 0}; }

  char* buffer() { return buffer_.data(); }
  size_t buffer_size() const { return buffer_.size(); }

 private:
  uint32_t total_ = 0;
  uint32_t received_ = 0;
  uint32_t hash_ = 0;
  InKind kind_ = InKind::kNone;
  bool retained_ = false;
  bool receiving_ = false;
  bool readable_ = false;
  alignas(uint32_t) std::array<char, kMaxConfig> buffer_;
};

}  // namespace iotdm
