#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "fixed_text.h"

namespace iotdm {

// Where http://HOST[:PORT][/PATH] leads. None when it is nothing of that kind.
struct HttpAddress {
  std::string_view host;
  uint16_t port = 80;
  std::string_view place;  // both, as they stand in the URL
  std::string_view path;   // empty, or with its slash or question mark
};
std::optional<HttpAddress> read_http_address(std::string_view url);

// Reads the head of one HTTP answer, byte by byte.
class HttpAnswer {
 public:
  static constexpr uint16_t kMaxHead = 4096;

  enum class State : uint8_t {
    kReading,
    kOk,       // the file follows
    kRefused,  // another answer than 200, or none that is HTTP
  };

  // Takes the next byte while the state is kReading.
  State add(char c);

  State state() const { return state_; }
  // How long the file is, if the server says so.
  std::optional<uint32_t> length() const { return length_; }

 private:
  void end_line();

  State state_ = State::kReading;
  bool status_read_ = false;
  uint16_t size_ = 0;
  // The present line, as far as it can be of interest.
  FixedText<32> line_;
  std::optional<uint32_t> length_;
};

}  // namespace iotdm
