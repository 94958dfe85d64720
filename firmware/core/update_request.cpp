#include "update_request.h"

#include "image_format.h"

namespace iotdm {

namespace {

constexpr std::string_view kScheme = "http://";

// The layers put the URL into the head of a request, so nothing may end a line there. No escapes: they are not needed.
bool is_url(std::string_view text) {
  if (text.size() > UpdateRequest::kMaxUrl || text.size() <= kScheme.size() ||
      text.substr(0, kScheme.size()) != kScheme) {
    return false;
  }
  for (const char c : text) {
    if (c <= ' ' || c > '~' || c == '\\') {
      return false;
    }
  }
  return true;
}

int digit_of(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool read_sha256(std::string_view digits, Sha256& hash) {
  if (digits.size() != 2 * hash.size()) {
    return false;
  }
  for (size_t i = 0; i < hash.size(); ++i) {
    const int high = digit_of(digits[2 * i]);
    const int low = digit_of(digits[2 * i + 1]);
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
  request.url = command.find("url").text();
  request.size = command.find("size").number().value_or(0);
  request.firmware = command.find("firmware").text();
  const bool sound = is_url(request.url) && request.size > kTrailerSize && is_firmware_version(request.firmware);
  if (!sound || !read_sha256(command.find("sha256").text(), request.sha256)) {
    return std::nullopt;
  }
  return request;
}

}  // namespace iotdm
