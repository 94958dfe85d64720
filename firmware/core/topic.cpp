#include "topic.h"

#include <cstring>

namespace iotdm {

namespace {

constexpr std::string_view kRoot = "iotdm/1/";

}  // namespace

Topic::Topic(std::string_view id, std::string_view tail) {
  static_assert(kRoot.size() + kIdLength + kTopicTelemetry.size() < sizeof(text_), "the longest topic must fit");
  char* end = text_.data();
  for (const std::string_view part : {kRoot, id, tail}) {
    std::memcpy(end, part.data(), part.size());
    end += part.size();
  }
}

std::string_view topic_tail(std::string_view topic, std::string_view id) {
  if (topic == kTopicAllCommand || topic.substr(0, kTopicManager.size()) == kTopicManager) {
    return topic;
  }
  if (topic.substr(0, kRoot.size()) != kRoot || topic.substr(kRoot.size(), id.size()) != id) {
    return {};
  }
  return topic.substr(kRoot.size() + id.size());
}

}  // namespace iotdm
