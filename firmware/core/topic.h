#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace iotdm {

constexpr uint8_t kIdLength = 12;

// A topic of this device, `iotdm/1/<id><tail>`, as the C string that MQTT clients want.
class Topic {
 public:
  Topic(std::string_view id, std::string_view tail);

  const char* c_str() const { return text_.data(); }

 private:
  std::array<char, 40> text_{};
};

// What follows `iotdm/1/<id>` in a topic of this device, or the whole topic for one that concerns all devices.
// Empty when the topic is neither.
std::string_view topic_tail(std::string_view topic, std::string_view id);

constexpr std::string_view kTopicConfig = "/in/config";
constexpr std::string_view kTopicSet = "/in/set";
constexpr std::string_view kTopicCommand = "/in/command";
constexpr std::string_view kTopicIn = "/in/#";
constexpr std::string_view kTopicAnnounce = "/out/announce";
constexpr std::string_view kTopicStatus = "/out/status";
constexpr std::string_view kTopicState = "/out/state";
constexpr std::string_view kTopicSpare = "/out/spare";
constexpr std::string_view kTopicResult = "/out/result";
constexpr std::string_view kTopicTelemetry = "/out/telemetry";
constexpr std::string_view kTopicAllCommand = "iotdm/1/all/in/command";
// And the id of a manager.
constexpr std::string_view kTopicManager = "iotdm/1/manager/";

}  // namespace iotdm
