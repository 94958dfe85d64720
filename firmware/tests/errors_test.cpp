#include "errors.h"

#include <doctest/doctest.h>

#include "printing.h"

namespace iotdm {

TEST_CASE("Every error has the word of docs/protocol.md") {
  struct Case {
    Error error;
    std::string_view word;
  };
  const Case cases[] = {
      {Error::kBadJson, "bad_json"},
      {Error::kTooBig, "too_big"},
      {Error::kStaleRevision, "stale_revision"},
      {Error::kOtherManager, "other_manager"},
      {Error::kRejectedBefore, "rejected_before"},
      {Error::kCrashed, "crashed"},
      {Error::kFlashFailed, "flash_failed"},
      {Error::kNoMemory, "no_memory"},
      {Error::kBusy, "busy"},
      {Error::kWrongSession, "wrong_session"},
      {Error::kExpired, "expired"},
      {Error::kRetainedRefused, "retained_refused"},
      {Error::kUnknownCommand, "unknown_command"},
      {Error::kUnknownPin, "unknown_pin"},
      {Error::kUnknownType, "unknown_type"},
      {Error::kBadOption, "bad_option"},
      {Error::kIgnoredOption, "ignored_option"},
      {Error::kBadValue, "bad_value"},
      {Error::kPinInUse, "pin_in_use"},
      {Error::kPinReserved, "pin_reserved"},
      {Error::kPinNotCapable, "pin_not_capable"},
      {Error::kDuplicateId, "duplicate_id"},
  };
  for (const Case& c : cases) {
    CHECK(error_word(c.error) == c.word);
  }
}

}  // namespace iotdm
