#include "portal_connection.h"

#include "millis.h"

namespace iotdm {

namespace {

// More than the longest form with every character percent-encoded.
constexpr uint16_t kMaxForm = 4096;

}  // namespace

PortalConnection::PortalConnection(Portal& portal) : portal_(portal), request_(portal.address()), answer_(portal) {}

void PortalConnection::begin(uint32_t now_ms) {
  request_.begin();
  answer_.begin();
  since_ms_ = now_ms;
  form_ = nullptr;
  finished_ = false;
}

void PortalConnection::receive(std::string_view bytes, uint32_t now_ms) {
  for (size_t i = 0; i < bytes.size() && !answering() && !finished_; ++i) {
    if (form_ == nullptr) {
      if (request_.add(bytes[i]) != HttpRequest::State::kReading) {
        decide();
      }
    } else if (!portal_.is_writer(this)) {
      refuse(409);
    } else {
      form_->add(bytes[i]);
      --form_left_;
    }
    if (form_ != nullptr && form_left_ == 0) {
      portal_.submit(now_ms);
      answer_.redirect();
    }
  }
}

void PortalConnection::loop(uint32_t now_ms) {
  if (answering() || finished_ || !has_reached(now_ms, since_ms_ + kPatienceMs)) {
    return;
  }
  if (request_.begun()) {
    refuse(408);
  } else {
    finished_ = true;
  }
}

// Behind the head of the request.
void PortalConnection::decide() {
  using Method = HttpRequest::Method;
  const Method method = request_.method();
  if (request_.state() != HttpRequest::State::kComplete) {
    refuse(request_.state() == HttpRequest::State::kTooLong ? 431 : 400);
  } else if (request_.is_for_others() || (method != Method::kOther && !request_.is_root())) {
    // All that phones ask to find out whether they are online ends here, and so they show the page.
    answer_.redirect();
  } else if (method == Method::kOther) {
    refuse(405);
  } else if (request_.is_search()) {
    // A scan leaves the channel of the network that is tried.
    if (portal_.trial() != Trial::kRunning) {
      portal_.networks().scan();
    }
    answer_.redirect();
  } else if (method != Method::kPost) {
    answer_.show(method == Method::kGet);
  } else if (!request_.is_from_own_page()) {
    refuse(403);
  } else if (!request_.is_form()) {
    refuse(415);
  } else if (!request_.has_length()) {
    refuse(411);
  } else if (request_.length() > kMaxForm) {
    refuse(413);
  } else if (portal_.trial() == Trial::kRunning) {
    // The page shows what is tried; the form would be of no use now.
    answer_.redirect();
  } else {
    form_ = &portal_.begin_form(this);
    form_left_ = request_.length();
  }
}

void PortalConnection::refuse(uint16_t status) {
  answer_.refuse(status, request_.method() != HttpRequest::Method::kHead);
}

bool PortalConnection::answering() const { return answer_.decided() && !finished_; }

size_t PortalConnection::read(char* to, size_t size) {
  if (!answering()) {
    return 0;
  }
  const size_t written = answer_.read(to, size);
  finished_ = written < size;
  return written;
}

}  // namespace iotdm
