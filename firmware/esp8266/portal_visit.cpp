#include "portal_visit.h"

namespace iotdm::esp8266 {

namespace {

// How long what a browser still sends is taken, so that it gets to read the answer.
constexpr uint32_t kLingerMs = 2000;
// A browser that does not read its answer must not keep the others out.
constexpr uint32_t kStuckMs = 10000;

}  // namespace

void PortalVisit::begin(tcp_pcb* pcb, uint32_t now_ms) {
  tcp_.adopt(pcb);
  connection_.begin(now_ms);
  size_ = 0;
  sent_ = 0;
  moved_ms_ = now_ms;
  said_ms_.reset();
}

void PortalVisit::loop(uint32_t now_ms) {
  if (free()) {
    return;
  }
  receive(now_ms);
  connection_.loop(now_ms);
  answer(now_ms);
  const bool stuck = now_ms - moved_ms_ >= kStuckMs;
  const bool over = said_ms_ && now_ms - *said_ms_ >= kLingerMs;
  if (tcp_.state() != TcpConnection::State::kOpen || stuck || over) {
    tcp_.close();
  }
}

void PortalVisit::receive(uint32_t now_ms) {
  std::array<char, 128> bytes;
  for (size_t size = tcp_.read(bytes.data(), bytes.size()); size > 0; size = tcp_.read(bytes.data(), bytes.size())) {
    connection_.receive({bytes.data(), size}, now_ms);
  }
}

void PortalVisit::answer(uint32_t now_ms) {
  while (!said_ms_) {
    if (sent_ == size_) {
      size_ = connection_.read(piece_.data(), piece_.size());
      sent_ = 0;
    }
    const size_t written = tcp_.write(piece_.data() + sent_, size_ - sent_);
    sent_ += written;
    if (written > 0 || sent_ == size_) {
      moved_ms_ = now_ms;
    }
    if (written == 0) {
      break;
    }
  }
  if (!said_ms_ && connection_.finished() && sent_ == size_) {
    tcp_.end_writing();
    said_ms_ = now_ms;
  }
}

}  // namespace iotdm::esp8266
