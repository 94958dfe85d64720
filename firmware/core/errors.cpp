#include "errors.h"

#include "words.h"

namespace iotdm {

std::string_view error_word(Error error) {
  return word_at(
      "none bad_json too_big stale_revision other_manager rejected_before crashed flash_failed no_memory busy "
      "wrong_session expired retained_refused unknown_command unknown_pin unknown_type bad_option ignored_option "
      "bad_value pin_in_use pin_reserved pin_not_capable duplicate_id safe_mode update_unreachable "
      "update_http_error update_wrong_size update_cut_short update_stalled update_too_big update_flash_failed "
      "update_bad_hash update_bad_signature update_bad_image update_other_layout",
      static_cast<uint8_t>(error));
}

}  // namespace iotdm
