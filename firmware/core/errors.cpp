#include "errors.h"

#include "in_flash.h"

namespace iotdm {

namespace {

constexpr char kWords[] =
    "none bad_json too_big stale_revision other_manager rejected_before crashed flash_failed no_memory busy "
    "wrong_session expired retained_refused unknown_command unknown_pin unknown_type bad_option ignored_option "
    "bad_value pin_in_use pin_reserved pin_not_capable bad_combination interlocked rate_limited duplicate_id safe_mode "
    "update_unreachable "
    "update_http_error update_wrong_size update_cut_short update_stalled update_too_big update_flash_failed "
    "update_bad_hash update_bad_signature update_bad_image update_other_layout network_no_ssid network_ssid_too_long "
    "network_bad_psk network_bad_host network_bad_port network_user_too_long network_password_too_long "
    "network_bad_text network_no_slot network_in_use network_no_trial network_not_found network_wrong_password "
    "network_no_address network_no_broker network_refused network_no_manager network_not_confirmed";

// A kilobyte, which is too much for the RAM.
IOTDM_IN_FLASH("error_words") constexpr TextInFlash<sizeof(kWords)> kWordsInFlash(kWords);

}  // namespace

ErrorWord error_word(Error error) {
  auto to_skip = static_cast<uint8_t>(error);
  ErrorWord word;
  for (uint32_t i = 0;; ++i) {
    const char c = kWordsInFlash.at(i);
    if (c == '\0' || (c == ' ' && to_skip == 0)) {
      return word;
    }
    if (c == ' ') {
      --to_skip;
    } else if (to_skip == 0) {
      word.append(c);
    }
  }
}

}  // namespace iotdm
