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
      {Error::kBadCombination, "bad_combination"},
      {Error::kInterlocked, "interlocked"},
      {Error::kRateLimited, "rate_limited"},
      {Error::kDuplicateId, "duplicate_id"},
      {Error::kSensorNotFound, "sensor_not_found"},
      {Error::kSensorBadValue, "sensor_bad_value"},
      {Error::kUpdateUnreachable, "update_unreachable"},
      {Error::kUpdateHttpError, "update_http_error"},
      {Error::kUpdateWrongSize, "update_wrong_size"},
      {Error::kUpdateCutShort, "update_cut_short"},
      {Error::kUpdateStalled, "update_stalled"},
      {Error::kUpdateTooBig, "update_too_big"},
      {Error::kUpdateFlashFailed, "update_flash_failed"},
      {Error::kUpdateBadHash, "update_bad_hash"},
      {Error::kUpdateBadSignature, "update_bad_signature"},
      {Error::kUpdateBadImage, "update_bad_image"},
      {Error::kUpdateOtherLayout, "update_other_layout"},
      {Error::kNetworkNoSsid, "network_no_ssid"},
      {Error::kNetworkSsidTooLong, "network_ssid_too_long"},
      {Error::kNetworkBadPsk, "network_bad_psk"},
      {Error::kNetworkBadHost, "network_bad_host"},
      {Error::kNetworkBadPort, "network_bad_port"},
      {Error::kNetworkUserTooLong, "network_user_too_long"},
      {Error::kNetworkPasswordTooLong, "network_password_too_long"},
      {Error::kNetworkBadText, "network_bad_text"},
      {Error::kNetworkNoSlot, "network_no_slot"},
      {Error::kNetworkInUse, "network_in_use"},
      {Error::kNetworkNoTrial, "network_no_trial"},
      {Error::kNetworkNotFound, "network_not_found"},
      {Error::kNetworkWrongPassword, "network_wrong_password"},
      {Error::kNetworkNoAddress, "network_no_address"},
      {Error::kNetworkNoBroker, "network_no_broker"},
      {Error::kNetworkRefused, "network_refused"},
      {Error::kNetworkNoManager, "network_no_manager"},
      {Error::kNetworkNotConfirmed, "network_not_confirmed"},
  };
  for (const Case& c : cases) {
    CHECK(error_word(c.error).view() == c.word);
  }
}

}  // namespace iotdm
