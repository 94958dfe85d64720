#include "portal_server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "millis.h"
#include "portal_connection.h"
#include "portal_page.h"

namespace iotdm::host {

namespace {

constexpr FlashCharacters<kPortalPage.size()> kPage(kPortalPage);

void copy(void* to, const void* from, size_t size) { std::memcpy(to, from, size); }

int listen_on(uint16_t port) {
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  const int yes = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  fcntl(listener, F_SETFD, FD_CLOEXEC);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool bound = bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
  if (listener < 0 || !bound || listen(listener, 16) != 0) {
    throw std::runtime_error("cannot listen on port " + std::to_string(port) + ": " + std::strerror(errno));
  }
  return listener;
}

std::string address_of(int listener) {
  sockaddr_in address{};
  socklen_t size = sizeof(address);
  getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
  const uint16_t port = ntohs(address.sin_port);
  // Browsers leave out the port that is the usual one.
  return port == 80 ? "127.0.0.1" : "127.0.0.1:" + std::to_string(port);
}

}  // namespace

// One connection of a browser.
class PortalServer::Visit final : public PollTarget {
 public:
  Visit(Portal& portal, int descriptor, const Clock& clock, PollLoop& poll)
      : connection_(portal), descriptor_(descriptor), clock_(clock), poll_(poll) {
    fcntl(descriptor_, F_SETFL, O_NONBLOCK);
    fcntl(descriptor_, F_SETFD, FD_CLOEXEC);
    connection_.begin(clock_.now_ms());
    poll_.add(descriptor_, *this, false);
  }
  ~Visit() { close(descriptor_); }
  Visit(const Visit&) = delete;
  Visit& operator=(const Visit&) = delete;

  bool over() const { return over_; }

  void handle_socket(bool readable, bool /*writable*/) override {
    if (readable) {
      std::array<char, 4096> bytes;
      const ssize_t size = read(descriptor_, bytes.data(), bytes.size());
      if (size > 0) {
        connection_.receive({bytes.data(), static_cast<size_t>(size)}, clock_.now_ms());
      } else if (size == 0 || errno != EAGAIN) {
        over_ = true;
        return;
      }
    }
    answer();
  }

  void handle_time() {
    connection_.loop(clock_.now_ms());
    answer();
    over_ = over_ || (said_ms_ && has_reached(clock_.now_ms(), *said_ms_ + kLingerMs));
  }

 private:
  // How long what a browser still sends is taken, so that it gets to read the answer.
  static constexpr uint32_t kLingerMs = 2000;

  void answer() {
    while (!said_ms_) {
      if (waiting_.empty()) {
        // As much as one packet of the chip.
        std::array<char, 536> piece;
        waiting_.assign(piece.data(), connection_.read(piece.data(), piece.size()));
      }
      if (waiting_.empty()) {
        break;
      }
      const ssize_t sent = send(descriptor_, waiting_.data(), waiting_.size(), MSG_NOSIGNAL);
      if (sent < 0) {
        over_ = over_ || errno != EAGAIN;
        break;
      }
      waiting_.erase(0, static_cast<size_t>(sent));
    }
    if (!said_ms_ && connection_.finished() && waiting_.empty()) {
      shutdown(descriptor_, SHUT_WR);
      said_ms_ = clock_.now_ms();
    }
    if (waits_ != !waiting_.empty()) {
      waits_ = !waiting_.empty();
      poll_.change(descriptor_, *this, waits_);
    }
  }

  PortalConnection connection_;
  int descriptor_;
  const Clock& clock_;
  PollLoop& poll_;
  std::string waiting_;
  bool waits_ = false;
  bool over_ = false;
  std::optional<uint32_t> said_ms_;
};

PortalServer::PortalServer(uint16_t port, std::string_view id, Provisioner& provisioner, NetworksInRange& networks,
                           const Clock& clock, PollLoop& poll)
    : clock_(clock),
      poll_(poll),
      listener_(listen_on(port)),
      address_(address_of(listener_)),
      page_(kPage.characters, kPortalPage.size(), copy),
      portal_(id, address_, page_, provisioner, networks) {
  poll_.add(listener_, *this, false);
}

PortalServer::~PortalServer() { close(listener_); }

void PortalServer::handle_socket(bool /*readable*/, bool /*writable*/) {
  const int descriptor = accept(listener_, nullptr, nullptr);
  if (descriptor >= 0) {
    visits_.push_back(std::make_unique<Visit>(portal_, descriptor, clock_, poll_));
  }
}

void PortalServer::handle_time() {
  for (const auto& visit : visits_) {
    visit->handle_time();
  }
  const auto is_over = [](const auto& visit) { return visit->over(); };
  visits_.erase(std::remove_if(visits_.begin(), visits_.end(), is_over), visits_.end());
}

}  // namespace iotdm::host
