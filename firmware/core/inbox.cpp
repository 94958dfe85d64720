#include "inbox.h"

#include <cstring>

#include "crc32.h"

namespace iotdm {

namespace {

InKind kind_of(std::string_view tail) {
  if (tail == kTopicConfig) {
    return InKind::kConfig;
  }
  if (tail == kTopicSet) {
    return InKind::kSet;
  }
  if (tail == kTopicCommand) {
    return InKind::kCommand;
  }
  if (tail == kTopicAllCommand) {
    return InKind::kAllCommand;
  }
  return tail == kTopicStatus ? InKind::kOwnStatus : InKind::kNone;
}

}  // namespace

bool Inbox::add(std::string_view id, const Piece& piece) {
  if (piece.offset == 0) {
    kind_ = kind_of(topic_tail(piece.topic, id));
    retained_ = piece.retained;
    total_ = piece.total;
    received_ = 0;
    hash_ = 0;
    receiving_ = true;
  }
  // A piece without its beginning belongs to a message that was given up.
  if (!receiving_ || piece.offset != received_ || piece.bytes.size() > total_ - received_) {
    receiving_ = false;
    return false;
  }
  if (!too_big()) {
    std::memcpy(buffer_.data() + received_, piece.bytes.data(), piece.bytes.size());
  }
  hash_ = crc32(piece.bytes.data(), piece.bytes.size(), hash_);
  received_ += static_cast<uint32_t>(piece.bytes.size());
  if (received_ < total_) {
    return false;
  }
  receiving_ = false;
  return kind_ != InKind::kNone;
}

std::string_view Inbox::payload() const {
  return too_big() ? std::string_view() : std::string_view(buffer_.data(), total_);
}

}  // namespace iotdm
