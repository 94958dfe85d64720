#include "inbox.h"

#include "crc32.h"
#include "name_hash.h"
#include "utf8.h"
#include "words.h"

namespace iotdm {

namespace {

InKind kind_of(std::string_view tail) {
  switch (name_hash(tail)) {
    case name_hash(kTopicConfig):
      return InKind::kConfig;
    case name_hash(kTopicSet):
      return InKind::kSet;
    case name_hash(kTopicCommand):
      return InKind::kCommand;
    case name_hash(kTopicAllCommand):
      return InKind::kAllCommand;
    case name_hash(kTopicStatus):
      return InKind::kOwnStatus;
    default:
      return starts_with(tail, kTopicManager) ? InKind::kManager : InKind::kNone;
  }
}

}  // namespace

bool Inbox::add(std::string_view id, const Piece& piece) {
  if (piece.offset == 0) {
    kind_ = kind_of(topic_tail(piece.topic, id));
    if (kind_ == InKind::kNone && !event_source(piece.topic).empty()) {
      kind_ = InKind::kEvent;
    }
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
    piece.bytes.copy(buffer_.data() + received_, piece.bytes.size());
  }
  // Only a configuration is told by its hash, and to sum up a set would take a tenth of its time.
  if (kind_ == InKind::kConfig) {
    hash_ = crc32(piece.bytes.data(), piece.bytes.size(), hash_);
  }
  received_ += static_cast<uint32_t>(piece.bytes.size());
  if (received_ < total_) {
    return false;
  }
  receiving_ = false;
  readable_ = !too_big() && is_utf8({buffer_.data(), total_});
  return kind_ != InKind::kNone;
}

}  // namespace iotdm
