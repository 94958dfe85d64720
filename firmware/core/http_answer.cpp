#include "http_answer.h"

namespace iotdm {

namespace {

constexpr std::string_view kScheme = "http://";
constexpr std::string_view kLength = "content-length:";

// Decimal digits and nothing else.
std::optional<uint32_t> read_decimal(std::string_view text, uint32_t most) {
  uint32_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') {
      return std::nullopt;
    }
    const auto digit = static_cast<uint32_t>(c - '0');
    if (value > (most - digit) / 10) {
      return std::nullopt;
    }
    value = value * 10 + digit;
  }
  return text.empty() ? std::nullopt : std::optional<uint32_t>(value);
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool begins_with(std::string_view text, std::string_view beginning) {
  if (text.size() < beginning.size()) {
    return false;
  }
  for (size_t i = 0; i < beginning.size(); ++i) {
    if (lower(text[i]) != beginning[i]) {
      return false;
    }
  }
  return true;
}

// "HTTP/1.0 200 OK"
bool is_ok(std::string_view line) {
  const size_t space = line.find(' ');
  return begins_with(line, "http/1.") && space != line.npos && line.substr(space + 1, 3) == "200" &&
         (line.size() == space + 4 || line[space + 4] == ' ');
}

}  // namespace

std::optional<HttpAddress> read_http_address(std::string_view url) {
  if (url.substr(0, kScheme.size()) != kScheme) {
    return std::nullopt;
  }
  url.remove_prefix(kScheme.size());
  const size_t end = url.find_first_of("/?#");
  HttpAddress address;
  const std::string_view place = url.substr(0, end);
  address.place = place;
  if (end != url.npos) {
    address.path = url.substr(end, url.find('#') - end);
  }
  const size_t colon = place.rfind(':');
  address.host = place.substr(0, colon);
  if (colon != place.npos) {
    const auto port = read_decimal(place.substr(colon + 1), 65535);
    if (port.value_or(0) == 0) {
      return std::nullopt;
    }
    address.port = static_cast<uint16_t>(*port);
  }
  // A user name in front of the host is none of ours.
  const bool plain = !address.host.empty() && address.host.find_first_of("@:[]") == address.host.npos;
  return plain ? std::optional<HttpAddress>(address) : std::nullopt;
}

HttpAnswer::State HttpAnswer::add(char c) {
  if (++size_ > kMaxHead) {
    state_ = State::kRefused;
  } else if (c == '\n') {
    end_line();
  } else if (c != '\r') {
    line_.append(c);
  }
  return state_;
}

void HttpAnswer::end_line() {
  const std::string_view line = line_.view();
  if (!status_read_) {
    status_read_ = true;
    state_ = is_ok(line) ? State::kReading : State::kRefused;
  } else if (line.empty()) {
    state_ = State::kOk;
  } else if (begins_with(line, kLength)) {
    const size_t begin = line.find_first_not_of(' ', kLength.size());
    const size_t end = line.find_last_not_of(' ') + 1;
    length_ = read_decimal(begin < end ? line.substr(begin, end - begin) : std::string_view(), UINT32_MAX);
  }
  line_.assign({});
}

}  // namespace iotdm
