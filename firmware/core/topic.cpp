#include "topic.h"

#include <cstring>

#include "words.h"

namespace iotdm {

namespace {

constexpr std::string_view kRoot = "iotdm/1/";

}  // namespace

Topic::Topic(std::string_view id, const char* tail) {
  static_assert(kRoot.size() + kIdLength + sizeof(kTopicTelemetry) <= sizeof(text_), "the longest topic must fit");
  char* end = text_.data();
  for (const std::string_view part : {kRoot, id, std::string_view(tail)}) {
    std::memcpy(end, part.data(), part.size());
    end += part.size();
  }
}

std::string_view topic_tail(std::string_view topic, std::string_view id) {
  if (topic == kTopicAllCommand || starts_with(topic, kTopicManager)) {
    return topic;
  }
  if (!starts_with(topic, kRoot)) {
    return {};
  }
  topic.remove_prefix(kRoot.size());
  if (!starts_with(topic, id)) {
    return {};
  }
  topic.remove_prefix(id.size());
  return topic;
}

std::string_view event_source(std::string_view topic) {
  if (topic.size() < kRoot.size() + kIdLength) {
    return {};
  }
  const std::string_view id(topic.data() + kRoot.size(), kIdLength);
  return topic_tail(topic, id) == kTopicEvent ? id : std::string_view();
}

}  // namespace iotdm
