#include "contract.h"

#include <doctest/doctest.h>

#include "config_store.h"

namespace iotdm::test {

TEST_CASE("The device holds its side of every conversation in tests/contract") {
  REQUIRE(conversations().size() > 60);
  for (const Conversation& conversation : conversations()) {
    SUBCASE(conversation.name.c_str()) { play(conversation, kMaxConfig + 1); }
  }
}

TEST_CASE("Conversations go the same way when messages arrive in small pieces") {
  for (const Conversation& conversation : conversations()) {
    CAPTURE(conversation.name);
    play(conversation, 7);
  }
}

}  // namespace iotdm::test
