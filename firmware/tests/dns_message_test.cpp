#include "dns_message.h"

#include <doctest/doctest.h>

#include <cstring>
#include <string>
#include <vector>

using namespace iotdm;

namespace {

constexpr Ip4 kPortal = {192, 168, 4, 1};

struct Message {
  std::array<uint8_t, kMaxDnsMessage> bytes{};
  size_t size = 0;

  explicit Message(const std::string& text) : size(text.size()) { std::memcpy(bytes.data(), text.data(), size); }
  std::string text() const { return {reinterpret_cast<const char*>(bytes.data()), size}; }
};

std::string answered(const std::string& question) {
  Message message(question);
  message.size = answer_dns(message.bytes.data(), message.size, kPortal);
  return message.text();
}

// In memory of its own, so that the sanitizers see who reads behind it.
std::optional<FoundBroker> found_in(const std::string& answer) {
  const std::vector<uint8_t> message(answer.begin(), answer.end());
  return read_broker_answer(message.data(), message.size());
}

template <size_t kSize>
std::string bytes(const char (&literal)[kSize]) {
  return {literal, kSize - 1};
}

const std::string kName = bytes("\7example\3com\0");
const std::string kAsksForA = bytes("\x12\x34\1\0\0\1\0\0\0\0\0\0") + kName + bytes("\0\1\0\1");

// What avahi sends to somebody who asks from a port of his own.
const std::string kHead = bytes("\0\0\x84\0\0\1\0\1\0\0\0\3");
const std::string kQuestionBack = bytes("\5_mqtt\4_tcp\5local\0\0\14\0\1");
const std::string kPtr = bytes("\xc0\x0c\0\14\0\1\0\0\0\12\0\7\4Home\xc0\x0c");
const std::string kSrv = bytes("\xc0\x2e\0\x21\0\1\0\0\0\12\0\x0d\0\0\0\0\x07\x5b\4host\xc0\x17");
const std::string kTxt = bytes("\xc0\x2e\0\x10\0\1\0\0\0\12\0\1\0");
const std::string kA = bytes("\4HOST\5local\0\0\1\x80\1\0\0\0\12\0\4\12\0\0\7");

}  // namespace

TEST_CASE("every name leads to the portal") {
  const std::string answer = answered(kAsksForA);

  CHECK(answer == bytes("\x12\x34\x85\0\0\1\0\1\0\0\0\0") + kName + bytes("\0\1\0\1") +
                      bytes("\xc0\x0c\0\1\0\1\0\0\0\0\0\4\xc0\xa8\4\1"));
}

TEST_CASE("what a question carries besides is left out of its answer") {
  const std::string option = bytes("\0\0\x29\x10\0\0\0\0\0\0\0");
  std::string question = kAsksForA + option;
  question[11] = 1;

  CHECK(answered(question) == answered(kAsksForA));
}

TEST_CASE("an IPv6 address is answered with nothing") {
  std::string question = kAsksForA;
  question[question.size() - 3] = 28;

  CHECK(answered(question) == bytes("\x12\x34\x85\0\0\1\0\0\0\0\0\0") + kName + bytes("\0\34\0\1"));
}

TEST_CASE("an answer, a notice, two questions and half a question are not answered") {
  std::string answer = kAsksForA;
  answer[2] = static_cast<char>(0x80);
  std::string notice = kAsksForA;
  notice[2] = 0x20;
  std::string two = kAsksForA;
  two[5] = 2;

  CHECK(answered(answer).empty());
  CHECK(answered(notice).empty());
  CHECK(answered(two).empty());
  for (size_t size = 0; size < kAsksForA.size(); ++size) {
    CHECK(answered(kAsksForA.substr(0, size)).empty());
  }
}

TEST_CASE("a question that leaves no room is answered with nothing") {
  std::string question = kAsksForA.substr(0, 12);
  while (question.size() < 470) {
    question += '\x11' + std::string(0x11, 'a');
  }
  question += '\x14' + std::string(20, 'b') + bytes("\0\0\1\0\1");
  REQUIRE(question.size() <= kMaxDnsMessage);
  REQUIRE(question.size() + 16 > kMaxDnsMessage);

  CHECK(answered(question).size() == question.size());
}

TEST_CASE("the question for a broker is a question for a pointer") {
  CHECK(std::string(broker_question()) == bytes("\0\0\0\0\0\1\0\0\0\0\0\0") + kQuestionBack);
}

TEST_CASE("a broker is found with its address and its port, in any order of the records") {
  for (const std::string& records : {kPtr + kSrv + kTxt + kA, kPtr + kSrv + kA + kTxt}) {
    const auto found = found_in(kHead + kQuestionBack + records);

    REQUIRE(found);
    CHECK(found->address == Ip4{10, 0, 0, 7});
    CHECK(found->port == 1883);
  }
}

TEST_CASE("the address of another host is not the broker's") {
  std::string other = kA;
  other[1] = 'M';
  std::string head = kHead;
  head[11] = 4;

  CHECK_FALSE(found_in(kHead + kQuestionBack + kPtr + kSrv + kTxt + other));
  const auto found = found_in(head + kQuestionBack + kPtr + kSrv + kTxt + other + kA);
  REQUIRE(found);
  CHECK(found->address == Ip4{10, 0, 0, 7});
}

TEST_CASE("half an answer tells of no broker") {
  const std::string answer = kHead + kQuestionBack + kPtr + kSrv + kTxt + kA;
  for (size_t size = 0; size < answer.size(); ++size) {
    CHECK_FALSE(found_in(answer.substr(0, size)));
  }
  CHECK_FALSE(found_in(std::string(answer).replace(2, 1, 1, '\0')));
}

TEST_CASE("a record that is too short for a broker tells of none") {
  const std::string half = bytes("\xc0\x2e\0\x21\0\1\0\0\0\12\0\2\0\0");

  CHECK_FALSE(found_in(bytes("\0\0\x84\0\0\1\0\1\0\0\0\0") + kQuestionBack + half));
}

TEST_CASE("a name that points at itself ends") {
  const std::string loop = bytes("\xc0\x2e\0\x21\0\1\0\0\0\12\0\x08\0\0\0\0\x07\x5b\xc0\x34");

  CHECK_FALSE(found_in(bytes("\0\0\x84\0\0\1\0\2\0\0\0\0") + kQuestionBack + loop + kA));
}
