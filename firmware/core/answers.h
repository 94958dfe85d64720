#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "json_writer.h"
#include "pin_set.h"
#include "rules.h"

namespace iotdm {

constexpr uint8_t kMaxMessageId = 12;

using MessageId = FixedText<kMaxMessageId>;

// The outcome of one set or command.
struct Answer {
  static constexpr uint8_t kMaxErrors = 8;

  MessageId id;
  uint8_t error_count = 0;
  std::array<KeyError, kMaxErrors> errors;

  // An error without a key concerns the whole message.
  void add(std::string_view key, Error error);
};

// The members that name a configuration.
void write_configuration(JsonWriter& json, uint32_t revision, uint32_t hash);

// What is owed to the manager: results that wait to be published or acknowledged, and the outcomes of the last
// messages, so that a duplicate is answered without being carried out again.
class Answers {
 public:
  static constexpr uint8_t kMaxPending = 4;
  static constexpr uint8_t kRemembered = 8;

  // False when four results are on their way; nothing more may be carried out then.
  bool has_room() const;

  // Queues the outcome of a message that was carried out or has expired, and remembers it by its id.
  void carried_out(const Answer& answer);
  // Queues a refusal that says nothing about the id, which may belong to another session.
  void refuse(std::string_view id, Error error);
  // Queues the outcome of a configuration.
  void configuration(uint32_t revision, uint32_t hash, Error error);
  // If a message with this id was answered before, queues the same answer again and returns true.
  bool repeat(std::string_view id);

  // Forgets what is on its way; a new connection starts from the birth messages.
  void clear_pending();

  // True while a result waits to be published.
  bool waiting() const { return next() != nullptr; }
  // Writes the members of that result, behind the ones that all results have. An accepted configuration lists the
  // errors of `pins` and `rules`.
  void write_next(JsonWriter& json, const PinSet& pins, const Rules& rules) const;
  void published(uint16_t publish_id);
  // True when this delivered the result that says that the configuration with this hash was accepted.
  bool acknowledged(uint16_t publish_id, uint32_t hash);
  bool all_delivered() const;

 private:
  enum class Kind : uint8_t { kFree, kRecent, kRefusal, kConfiguration };

  struct Pending {
    Kind kind = Kind::kFree;
    uint8_t recent = 0;
    uint16_t publish_id = 0;  // 0 until published
    Error error = Error::kNone;
    MessageId id;
    uint32_t revision = 0;
    uint32_t hash = 0;
  };

  Pending& queue(Kind kind);
  const Pending* next() const;
  // True while a result that waits to be published is made of this remembered answer.
  bool is_awaited(uint8_t recent) const;

  // In the order of arrival; free ones are at the end.
  std::array<Pending, kMaxPending> pending_;
  uint8_t recent_next_ = 0;
  std::array<Answer, kRemembered> recent_;
};

}  // namespace iotdm
