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

inline constexpr char kTopicConfig[] = "/in/config";
inline constexpr char kTopicSet[] = "/in/set";
inline constexpr char kTopicCommand[] = "/in/command";
inline constexpr char kTopicIn[] = "/in/#";
inline constexpr char kTopicAnnounce[] = "/out/announce";
inline constexpr char kTopicStatus[] = "/out/status";
inline constexpr char kTopicState[] = "/out/state";
inline constexpr char kTopicSpare[] = "/out/spare";
inline constexpr char kTopicResult[] = "/out/result";
inline constexpr char kTopicEvent[] = "/out/event";
inline constexpr char kTopicTelemetry[] = "/out/telemetry";
inline constexpr char kTopicAllCommand[] = "iotdm/1/all/in/command";
// And the id of a manager.
inline constexpr char kTopicManager[] = "iotdm/1/manager/";

}  // namespace iotdm
