#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace iotdm {

constexpr uint8_t kIdLength = 12;

// A topic of this device, `iotdm/1/<id><tail>`, as the C string that MQTT clients want.
class Topic {
 public:
  Topic(std::string_view id, const char* tail);

  const char* c_str() const { return text_.data(); }

 private:
  std::array<char, 40> text_{};
};

// What follows `iotdm/1/<id>` in a topic of this device, or the whole topic for one that concerns all devices.
// Empty when the topic is neither.
std::string_view topic_tail(std::string_view topic, std::string_view id);

// The board that says with this topic what happened at its buttons; empty for every other topic.
std::string_view event_source(std::string_view topic);

constexpr char kTopicConfig[] = "/in/config";
constexpr char kTopicSet[] = "/in/set";
constexpr char kTopicCommand[] = "/in/command";
constexpr char kTopicIn[] = "/in/#";
constexpr char kTopicAnnounce[] = "/out/announce";
constexpr char kTopicStatus[] = "/out/status";
constexpr char kTopicState[] = "/out/state";
constexpr char kTopicSpare[] = "/out/spare";
constexpr char kTopicResult[] = "/out/result";
constexpr char kTopicEvent[] = "/out/event";
constexpr char kTopicTelemetry[] = "/out/telemetry";
constexpr char kTopicAllCommand[] = "iotdm/1/all/in/command";
// And the id of a manager.
constexpr char kTopicManager[] = "iotdm/1/manager/";

}  // namespace iotdm
