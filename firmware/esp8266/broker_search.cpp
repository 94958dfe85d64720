#include "broker_search.h"

namespace iotdm::esp8266 {

namespace {

constexpr uint32_t kGroup = 224 | 251U << 24;  // 224.0.0.251
constexpr uint16_t kPort = 5353;
// Packets for a group get lost more often than others.
constexpr uint8_t kQuestions = 3;
constexpr uint32_t kPauseMs = 1000;

}  // namespace

void BrokerSearch::start(uint32_t now_ms) {
  state_ = udp_.open(0) ? State::kSearching : State::kNotFound;
  asked_ = 0;
  if (state_ == State::kSearching) {
    ask(now_ms);
  }
}

void BrokerSearch::stop() {
  udp_.close();
  state_ = State::kIdle;
}

void BrokerSearch::loop(uint32_t now_ms) {
  if (state_ == State::kFound) {
    // Not where the answer is handled: lwIP still uses the port there.
    udp_.close();
  } else if (state_ == State::kSearching && now_ms - asked_ms_ >= kPauseMs) {
    if (asked_ < kQuestions) {
      ask(now_ms);
    } else {
      udp_.close();
      state_ = State::kNotFound;
    }
  }
}

void BrokerSearch::ask(uint32_t now_ms) {
  const std::string_view question = broker_question();
  udp_.send(question.data(), question.size(), kGroup, kPort);
  ++asked_;
  asked_ms_ = now_ms;
}

size_t BrokerSearch::handle_packet(uint8_t* packet, size_t size) {
  const auto found = read_broker_answer(packet, size);
  if (found && state_ == State::kSearching) {
    broker_ = *found;
    state_ = State::kFound;
  }
  return 0;
}

}  // namespace iotdm::esp8266
