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

}  // namespace iotdm
