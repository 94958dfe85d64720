#include "errors.h"

#include "in_flash.h"

namespace iotdm {

namespace {

// The last ones without their prefix, update_ or network_.
constexpr char kWords[] =
    "none bad_json too_big stale_revision other_manager rejected_before crashed flash_failed no_memory busy "
    "wrong_session expired retained_refused unknown_command unknown_pin unknown_type bad_option ignored_option "
    "bad_value pin_in_use pin_reserved pin_not_capable bad_combination interlocked rate_limited duplicate_id safe_mode "
    "sensor_not_found sensor_bad_value bad_rule unreachable http_error wrong_size cut_short stalled too_big "
    "flash_failed bad_hash bad_signature bad_image "
    "other_layout no_ssid ssid_too_long bad_psk bad_host bad_port user_too_long password_too_long bad_text no_slot "
    "in_use no_trial not_found wrong_password no_address no_broker refused no_manager not_confirmed";

// Too much for the RAM.
IOTDM_IN_FLASH("error_words") constexpr TextInFlash<sizeof(kWords)> kWordsInFlash(kWords);

constexpr std::string_view prefix_of(Error error) {
  if (error >= Error::kNetworkNoSsid) {
    return "network_";
  }
  return error >= Error::kUpdateUnreachable ? "update_" : "";
}

}  // namespace

ErrorWord error_word(Error error) {
  auto to_skip = static_cast<uint8_t>(error);
  ErrorWord word(prefix_of(error));
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

void close_with_error(JsonWriter& json, Error error) {
  json.key("error").text(error_word(error).view()).close_object();
}

void write_error(JsonWriter& json, std::string_view key, Error error) {
  json.open_object();
  if (!key.empty()) {
    json.key("key").text(key);
  }
  close_with_error(json, error);
}

}  // namespace iotdm
