#include "errors.h"

#include "words.h"

namespace iotdm {

std::string_view error_word(Error error) {
  return word_at(
      "none bad_json too_big stale_revision other_manager rejected_before crashed flash_failed no_memory busy "
      "wrong_session expired retained_refused unknown_command unknown_pin unknown_type bad_option ignored_option "
      "bad_value pin_in_use pin_reserved pin_not_capable duplicate_id safe_mode update_unreachable "
      "update_http_error update_wrong_size update_cut_short update_stalled update_too_big update_flash_failed "
      "update_bad_hash update_bad_signature update_bad_image update_other_layout network_no_ssid network_ssid_too_long "
      "network_bad_psk network_bad_host network_bad_port network_user_too_long network_password_too_long "
      "network_bad_text network_no_slot network_in_use network_no_trial network_not_found network_wrong_password "
      "network_no_address network_no_broker network_refused network_no_manager network_not_confirmed",
      static_cast<uint8_t>(error));
}

}  // namespace iotdm
