#include "topic.h"

#include <doctest/doctest.h>

#include "printing.h"

namespace iotdm {

constexpr std::string_view kDevice = "5ccf7f0a1b2c";

TEST_CASE("A topic is root, id and tail") {
  CHECK(std::string_view(Topic(kDevice, kTopicConfig).c_str()) == "iotdm/1/5ccf7f0a1b2c/in/config");
  CHECK(std::string_view(Topic(kDevice, kTopicTelemetry).c_str()) == "iotdm/1/5ccf7f0a1b2c/out/telemetry");
}

TEST_CASE("A topic of this device gives its tail, one of all devices itself, any other nothing") {
  struct Case {
    std::string_view topic;
    std::string_view tail;
  };
  const Case cases[] = {
      {"iotdm/1/5ccf7f0a1b2c/in/config", "/in/config"},
      {"iotdm/1/5ccf7f0a1b2c/out/status", "/out/status"},
      {"iotdm/1/all/in/command", "iotdm/1/all/in/command"},
      {"iotdm/1/5ccf7f0a1b2c", ""},
      {"iotdm/1/5ccf7f0a1b2d/in/config", ""},
      {"iotdm/2/5ccf7f0a1b2c/in/config", ""},
      {"iotdm/1/all/in/set", ""},
      {"iotdm", ""},
      {"", ""},
  };
  for (const Case& c : cases) {
    CAPTURE(c.topic);
    CHECK(topic_tail(c.topic, kDevice) == c.tail);
  }
}

TEST_CASE("Only the topic of a board's events says whose they are") {
  CHECK(event_source("iotdm/1/5ccf7f0a9999/out/event") == "5ccf7f0a9999");
  for (const std::string_view topic :
       {"iotdm/1/5ccf7f0a9999/out/events", "iotdm/1/5ccf7f0a9999/out/state", "iotdm/1/5ccf7f0a999/out/event",
        "iotdm/2/5ccf7f0a9999/out/event", "iotdm/1/5ccf7f0a9999", "iotdm/1/", ""}) {
    CAPTURE(topic);
    CHECK(event_source(topic).empty());
  }
}

}  // namespace iotdm
