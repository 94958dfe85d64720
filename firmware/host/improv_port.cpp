#include "improv_port.h"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

namespace iotdm::host {

ImprovPort::ImprovPort(const Improv::About& about, Provisioner& provisioner, NetworksInRange& networks,
                       const Clock& clock, PollLoop& poll)
    : clock_(clock), improv_(about, provisioner, networks, *this) {
  ours_ = posix_openpt(O_RDWR | O_NOCTTY);
  if (ours_ < 0 || grantpt(ours_) != 0 || unlockpt(ours_) != 0) {
    throw std::runtime_error(std::string("no pseudo terminal: ") + std::strerror(errno));
  }
  path_ = ptsname(ours_);
  // The other end stays open here as well, or else the first client that leaves would end the terminal.
  theirs_ = open(path_.c_str(), O_RDWR | O_NOCTTY);
  termios raw{};
  if (theirs_ < 0 || tcgetattr(theirs_, &raw) != 0) {
    throw std::runtime_error("cannot open " + path_ + ": " + std::strerror(errno));
  }
  cfmakeraw(&raw);
  tcsetattr(theirs_, TCSANOW, &raw);
  fcntl(ours_, F_SETFL, O_NONBLOCK);
  fcntl(ours_, F_SETFD, FD_CLOEXEC);
  fcntl(theirs_, F_SETFD, FD_CLOEXEC);
  poll.add(ours_, *this, false);
}

ImprovPort::~ImprovPort() {
  close(theirs_);
  close(ours_);
}

void ImprovPort::handle_socket(bool /*readable*/, bool /*writable*/) {
  std::array<char, 4096> bytes;
  const ssize_t size = read(ours_, bytes.data(), bytes.size());
  if (size > 0) {
    improv_.receive({bytes.data(), static_cast<size_t>(size)}, clock_.now_ms());
  }
}

void ImprovPort::write(std::string_view bytes) {
  // As on a wire, what nobody reads is lost.
  [[maybe_unused]] const ssize_t written = ::write(ours_, bytes.data(), bytes.size());
}

}  // namespace iotdm::host
