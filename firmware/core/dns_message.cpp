#include "dns_message.h"

#include <cstring>

namespace iotdm {

namespace {

constexpr size_t kHeaderSize = 12;
constexpr size_t kFlags = 2;
constexpr size_t kQuestions = 4;
constexpr size_t kAnswers = 6;
constexpr uint8_t kIsAnswer = 0x80;
constexpr uint8_t kOpcode = 0x78;
constexpr uint8_t kAuthoritative = 0x04;
constexpr uint8_t kRecursionDesired = 0x01;
constexpr uint8_t kPointer = 0xC0;
constexpr uint8_t kLongestLabel = 63;

constexpr uint16_t kTypeA = 1;
constexpr uint16_t kTypePtr = 12;
constexpr uint16_t kTypeSrv = 33;
constexpr uint16_t kTypeAny = 255;
constexpr uint16_t kClassIn = 1;
// In mDNS the highest bit of a class says something else.
constexpr uint16_t kClassMask = 0x7FFF;

constexpr char kQuestion[] =
    "\0\0\0\0\0\1\0\0\0\0\0\0"
    "\5_mqtt\4_tcp\5local\0"
    "\0\14\0\1";
static_assert(kTypePtr == 12, "written above in octal");

// Reads a message from its beginning to its end; past the end everything is 0 and `sound` false.
class Reader {
 public:
  Reader(const uint8_t* message, size_t size) : message_(message), size_(size) {}

  uint8_t byte() {
    if (at_ >= size_) {
      sound_ = false;
      return 0;
    }
    return message_[at_++];
  }
  uint16_t word() {
    const uint8_t high = byte();
    return static_cast<uint16_t>(high << 8 | byte());
  }
  void skip(size_t count) {
    if (count > size_ - at_) {
      sound_ = false;
      at_ = size_;
    } else {
      at_ += count;
    }
  }
  // Behind the name that begins here.
  void skip_name() {
    for (uint8_t length = byte(); length != 0 && sound_; length = byte()) {
      if (length >= kPointer) {
        skip(1);
        return;
      }
      sound_ = sound_ && length <= kLongestLabel;
      skip(length);
    }
  }

  size_t at() const { return at_; }
  bool sound() const { return sound_; }

 private:
  const uint8_t* message_;
  size_t size_;
  size_t at_ = 0;
  bool sound_ = true;
};

// The name at a place of a message, label by label, through its pointers.
class NameWalk {
 public:
  NameWalk(const uint8_t* message, size_t size, size_t at) : message_(message), size_(size), at_(at) {}

  // Empty at the end, and when the name is none.
  std::string_view next() {
    // A pointer leads back to the front, so that each is taken once at most.
    while (at_ + 1 < size_ && message_[at_] >= kPointer) {
      const size_t to = static_cast<size_t>(message_[at_] & ~kPointer) << 8 | message_[at_ + 1];
      if (to >= at_) {
        return {};
      }
      at_ = to;
    }
    const size_t length = at_ < size_ ? message_[at_] : 0;
    if (length > kLongestLabel || length >= size_ - at_) {
      return {};
    }
    const auto* label = reinterpret_cast<const char*>(message_ + at_ + 1);
    at_ += 1 + length;
    return {label, length};
  }

 private:
  const uint8_t* message_;
  size_t size_;
  size_t at_;
};

bool is_same_label(std::string_view one, std::string_view other) {
  if (one.size() != other.size()) {
    return false;
  }
  for (size_t i = 0; i < one.size(); ++i) {
    const char difference = static_cast<char>(one[i] ^ other[i]);
    const char small = static_cast<char>(one[i] | 0x20);
    if (difference != 0 && (difference != 0x20 || small < 'a' || small > 'z')) {
      return false;
    }
  }
  return true;
}

bool is_same_name(const uint8_t* message, size_t size, size_t one, size_t other) {
  NameWalk first(message, size, one);
  NameWalk second(message, size, other);
  // A name of 255 bytes has no more labels than that.
  for (uint8_t i = 0; i < 128; ++i) {
    const std::string_view label = first.next();
    if (!is_same_label(label, second.next())) {
      return false;
    }
    if (label.empty()) {
      return true;
    }
  }
  return false;
}

struct Record {
  size_t name;
  uint16_t type;
  size_t content;
  uint16_t size;
};

Record read_record(Reader& reader) {
  Record record{};
  record.name = reader.at();
  reader.skip_name();
  record.type = reader.word();
  const uint16_t type_class = reader.word();
  if ((type_class & kClassMask) != kClassIn) {
    record.type = 0;
  }
  reader.skip(4);  // how long it is valid
  record.size = reader.word();
  record.content = reader.at();
  reader.skip(record.size);
  return record;
}

}  // namespace

size_t answer_dns(uint8_t* message, size_t size, const Ip4& address) {
  if (size < kHeaderSize || size > kMaxDnsMessage) {
    return 0;
  }
  Reader reader(message, size);
  reader.skip(kQuestions);
  const uint16_t questions = reader.word();
  reader.skip(kHeaderSize - kAnswers);
  reader.skip_name();
  const uint16_t type = reader.word();
  const uint16_t name_class = reader.word();
  if ((message[kFlags] & (kIsAnswer | kOpcode)) != 0 || questions != 1 || !reader.sound()) {
    return 0;
  }
  const bool known = name_class == kClassIn && (type == kTypeA || type == kTypeAny);
  // Other types, such as IPv6 addresses, are answered too: with nothing. Whoever asks would try again otherwise.
  message[kFlags] = static_cast<uint8_t>(kIsAnswer | kAuthoritative | (message[kFlags] & kRecursionDesired));
  message[kFlags + 1] = 0;
  std::memset(message + kAnswers, 0, kHeaderSize - kAnswers);
  size_t end = reader.at();
  if (known && end + 12 + address.size() <= kMaxDnsMessage) {
    message[kAnswers + 1] = 1;
    // The name of the question, valid for no time at all: soon it leads somewhere else.
    constexpr uint8_t kRecord[] = {kPointer, kHeaderSize, 0, kTypeA, 0, kClassIn, 0, 0, 0, 0, 0, 4};
    std::memcpy(message + end, kRecord, sizeof(kRecord));
    std::memcpy(message + end + sizeof(kRecord), address.data(), address.size());
    end += sizeof(kRecord) + address.size();
  }
  return end;
}

std::string_view broker_question() { return {kQuestion, sizeof(kQuestion) - 1}; }

std::optional<FoundBroker> read_broker_answer(const uint8_t* message, size_t size) {
  if (size < kHeaderSize || (message[kFlags] & kIsAnswer) == 0) {
    return std::nullopt;
  }
  Reader reader(message, size);
  reader.skip(kQuestions);
  const uint16_t questions = reader.word();
  const uint32_t records = reader.word() + static_cast<uint32_t>(reader.word()) + reader.word();
  for (uint16_t i = 0; i < questions && reader.sound(); ++i) {
    reader.skip_name();
    reader.skip(4);
  }
  const Reader first = reader;
  FoundBroker found{};
  size_t target = 0;
  for (uint32_t i = 0; i < records && target == 0; ++i) {
    const Record record = read_record(reader);
    if (!reader.sound()) {
      return std::nullopt;
    }
    if (record.type == kTypeSrv && record.size > 6) {
      found.port = static_cast<uint16_t>(message[record.content + 4] << 8 | message[record.content + 5]);
      target = record.content + 6;
    }
  }
  reader = first;
  for (uint32_t i = 0; i < records && target != 0; ++i) {
    const Record record = read_record(reader);
    if (!reader.sound()) {
      return std::nullopt;
    }
    if (record.type == kTypeA && record.size == found.address.size() &&
        is_same_name(message, size, record.name, target)) {
      std::memcpy(found.address.data(), message + record.content, found.address.size());
      return found;
    }
  }
  return std::nullopt;
}

}  // namespace iotdm
