#include "update_request.h"

#include "image_format.h"
#include "words.h"

namespace iotdm {

namespace {

constexpr std::string_view kScheme = "http://";

// The layers put the URL into the head of a request, so nothing may end a line there. No escapes: they are not needed.
bool is_url(std::string_view text) {
  if (text.size() > UpdateRequest::kMaxUrl || text.size() <= kScheme.size() || !starts_with(text, kScheme)) {
    return false;
  }
  for (const char c : text) {
    if (c <= ' ' || c > '~' || c == '\\') {
      return false;
    }
  }
  return true;
}

bool read_sha256(std::string_view digits, Sha256& hash) {
  if (digits.size() != 2 * hash.size()) {
    return false;
  }
  for (size_t i = 0; i < hash.size(); ++i) {
    const int high = hex_digit(digits[2 * i]);
    const int low = hex_digit(digits[2 * i + 1]);
    if (high < 0 || low < 0) {
      return false;
    }
    hash[i] = static_cast<uint8_t>(high << 4 | low);
  }
  return true;
}

}  // namespace

std::optional<UpdateRequest> read_update(const JsonObject& command) {
  UpdateRequest request;
  request.url = command.text("url");
  request.size = command.number("size");
  request.firmware = command.text("firmware");
  const bool sound = is_url(request.url) && request.size > kTrailerSize && is_firmware_version(request.firmware);
  if (!sound || !read_sha256(command.text("sha256"), request.sha256)) {
    return std::nullopt;
  }
  return request;
}

}  // namespace iotdm
