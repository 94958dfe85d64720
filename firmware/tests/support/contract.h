#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "json_value.h"

namespace iotdm::test {

// One conversation of tests/contract; tests/contract/README.md describes the format.
struct Conversation {
  std::string name;  // "config: A stale revision is refused"
  JsonValue content;
};

// Those that this core can hold, by file and order.
const std::vector<Conversation>& conversations();

// Lets a real device hold its side; messages arrive in pieces of this size. Everything is checked by doctest.
void play(const Conversation& conversation, size_t piece_size);

// A message that some conversation sends to a device.
struct Received {
  std::string topic;
  bool retained;
  std::string payload;
};

std::vector<Received> received_in(const Conversation& conversation);

}  // namespace iotdm::test
