#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "http_request.h"
#include "network_form.h"
#include "portal.h"
#include "portal_answer.h"

namespace iotdm {

// One browser's connection to the portal: bytes in, page out. A layer has a few of these, because phones open several
// at once, and some that say nothing.
class PortalConnection {
 public:
  // Who has not sent a whole request by then sends no more.
  static constexpr uint32_t kPatienceMs = 10000;

  explicit PortalConnection(Portal& portal);

  // A browser has connected.
  void begin(uint32_t now_ms);
  // It sent this. What follows the first request is dropped.
  void receive(std::string_view bytes, uint32_t now_ms);
  // Time passes.
  void loop(uint32_t now_ms);

  // True when there is an answer, which read() gives piece by piece.
  bool answering() const;
  size_t read(char* to, size_t size);
  // True when all is said. Close the connection in that order: end the sending side, take what still comes for a while,
  // close; an early close makes the browser forget the answer.
  bool finished() const { return finished_; }

 private:
  void decide();
  void refuse(uint16_t status);

  Portal& portal_;
  HttpRequest request_;
  PortalAnswer answer_;
  uint32_t since_ms_ = 0;
  NetworkForm* form_ = nullptr;  // while it is read
  uint16_t form_left_ = 0;
  bool finished_ = false;
};

}  // namespace iotdm
