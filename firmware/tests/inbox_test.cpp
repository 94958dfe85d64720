#include "inbox.h"

#include <doctest/doctest.h>

#include <string>

#include "bench.h"
#include "printing.h"

namespace iotdm {

namespace {

const std::string kTopic = "iotdm/1/5ccf7f0a1b2c/in/config";

bool add(Inbox& inbox, std::string_view bytes, uint32_t offset, uint32_t total) {
  return inbox.add(test::kId, {kTopic, false, bytes, offset, total});
}

}  // namespace

TEST_CASE("A message in one piece is complete at once") {
  Inbox inbox;
  CHECK(add(inbox, "hello", 0, 5));
  CHECK(inbox.kind() == InKind::kConfig);
  CHECK(inbox.payload() == "hello");
  CHECK(inbox.hash() == test::hash_of("hello"));
  CHECK_FALSE(inbox.receiving());
}

TEST_CASE("A message in pieces is complete with the last one") {
  Inbox inbox;
  CHECK_FALSE(add(inbox, "he", 0, 5));
  CHECK(inbox.receiving());
  CHECK_FALSE(add(inbox, "ll", 2, 5));
  CHECK(add(inbox, "o", 4, 5));
  CHECK(inbox.payload() == "hello");
  CHECK(inbox.hash() == test::hash_of("hello"));
}

TEST_CASE("Zero bytes are a message") {
  Inbox inbox;
  CHECK(add(inbox, {}, 0, 0));
  CHECK(inbox.empty());
  CHECK(inbox.payload().empty());
}

TEST_CASE("Each topic has its kind, and foreign ones are consumed") {
  struct Case {
    std::string_view topic;
    InKind kind;
  };
  const Case cases[] = {
      {"iotdm/1/5ccf7f0a1b2c/in/config", InKind::kConfig},     {"iotdm/1/5ccf7f0a1b2c/in/set", InKind::kSet},
      {"iotdm/1/5ccf7f0a1b2c/in/command", InKind::kCommand},   {"iotdm/1/all/in/command", InKind::kAllCommand},
      {"iotdm/1/5ccf7f0a1b2c/out/status", InKind::kOwnStatus}, {"iotdm/1/5ccf7f0a1b2c/in/other", InKind::kNone},
      {"iotdm/1/000000000000/in/set", InKind::kNone},          {"iotdm/1/all/in/set", InKind::kNone},
  };
  for (const Case& c : cases) {
    CAPTURE(c.topic);
    Inbox inbox;
    CHECK(inbox.add(test::kId, {c.topic, true, "x", 0, 1}) == (c.kind != InKind::kNone));
    CHECK(inbox.kind() == c.kind);
    CHECK(inbox.retained());
  }
}

TEST_CASE("The largest message fits, one byte more is too big but still has its hash") {
  const std::string fits(kMaxConfig, 'x');
  const std::string too_big(kMaxConfig + 1, 'x');
  Inbox inbox;
  CHECK(add(inbox, fits, 0, kMaxConfig));
  CHECK_FALSE(inbox.too_big());
  CHECK(inbox.payload() == fits);
  CHECK(add(inbox, too_big, 0, kMaxConfig + 1));
  CHECK(inbox.too_big());
  CHECK(inbox.payload().empty());
  CHECK(inbox.hash() == test::hash_of(too_big));
}

TEST_CASE("What is no UTF-8 has no payload") {
  Inbox inbox;
  CHECK(add(inbox, "\xff{}", 0, 3));
  CHECK(inbox.payload().empty());
  CHECK_FALSE(inbox.empty());
}

TEST_CASE("A piece that does not follow the one before ends the message") {
  struct Case {
    uint32_t offset;
    std::string_view bytes;
  };
  for (const Case& c : {Case{3, "lo"}, Case{1, "lo"}, Case{2, "llo and more"}, Case{4294967295, "x"}}) {
    Inbox inbox;
    add(inbox, "he", 0, 5);
    CHECK_FALSE(add(inbox, c.bytes, c.offset, 5));
    CHECK_FALSE(inbox.receiving());
    CHECK_FALSE(add(inbox, "llo", 2, 5));
  }
}

TEST_CASE("After a reset the rest of a message is not taken for its beginning") {
  Inbox inbox;
  add(inbox, "he", 0, 5);
  inbox.reset();
  CHECK_FALSE(add(inbox, "llo", 2, 5));
}

TEST_CASE("A new message ends one that was cut off") {
  Inbox inbox;
  add(inbox, "he", 0, 5);
  CHECK(add(inbox, "bye", 0, 3));
  CHECK(inbox.payload() == "bye");
}

}  // namespace iotdm
