#include "errors.h"

#include "in_flash.h"

namespace iotdm {

namespace {

// The last ones without their prefix, update_ or network_; each with its end.
constexpr char kWords[] =
    "none|bad_json|too_big|stale_revision|other_manager|rejected_before|crashed|flash_failed|no_memory|busy|"
    "wrong_session|expired|retained_refused|unknown_command|unknown_pin|unknown_type|bad_option|ignored_option|"
    "bad_value|pin_in_use|pin_reserved|pin_not_capable|bad_combination|interlocked|rate_limited|duplicate_id|"
    "safe_mode|sensor_not_found|sensor_bad_value|bad_rule|unreachable|http_error|wrong_size|cut_short|stalled|"
    "too_big|flash_failed|bad_hash|bad_signature|bad_image|other_layout|no_ssid|ssid_too_long|bad_psk|bad_host|"
    "bad_port|user_too_long|password_too_long|bad_text|no_slot|in_use|no_trial|not_found|wrong_password|no_address|"
    "no_broker|refused|no_manager|not_confirmed|";

// Too much for the RAM, and for the flash as it is. All characters are from '_' to '~', which are 32: a word of the
// flash holds six.
struct SixInAWord {
  static constexpr char kFirst = '_';
  static constexpr uint8_t kSize = 6;
  static constexpr uint8_t kBits = 5;

  constexpr SixInAWord() {
    for (uint32_t i = 0; i < sizeof(kWords) - 1; ++i) {
      words[i / kSize].value |= static_cast<uint32_t>(kWords[i] - kFirst) << (kBits * (i % kSize));
    }
  }

  FlashValue<uint32_t> words[(sizeof(kWords) + kSize - 2) / kSize] = {};
};

IOTDM_IN_FLASH("error_words") constexpr SixInAWord kWordsInFlash;

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
  for (const auto& in_flash : kWordsInFlash.words) {
    uint32_t six = in_flash;
    for (uint8_t i = 0; i < SixInAWord::kSize; ++i, six >>= SixInAWord::kBits) {
      const auto c = static_cast<char>(SixInAWord::kFirst + six % (1 << SixInAWord::kBits));
      if (c != '|') {
        if (to_skip == 0) {
          word.append(c);
        }
      } else if (to_skip-- == 0) {
        return word;
      }
    }
  }
  return word;
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
