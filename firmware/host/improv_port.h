#pragma once

#include <string>

#include "clock.h"
#include "improv.h"
#include "poll_loop.h"

namespace iotdm::host {

// The serial port of a board as a pseudo terminal, with Improv on it.
class ImprovPort final : public PollTarget, private TextSink {
 public:
  // Throws std::runtime_error when there is no terminal to be had.
  ImprovPort(const Improv::About& about, Provisioner& provisioner, NetworksInRange& networks, const Clock& clock,
             PollLoop& poll);
  ~ImprovPort();
  ImprovPort(const ImprovPort&) = delete;
  ImprovPort& operator=(const ImprovPort&) = delete;

  // The end that a client opens.
  const std::string& path() const { return path_; }

  void handle_socket(bool readable, bool writable) override;
  void handle_time() { improv_.loop(clock_.now_ms()); }

 private:
  void write(std::string_view bytes) override;

  const Clock& clock_;
  Improv improv_;
  std::string path_;
  int ours_ = -1;
  int theirs_ = -1;
};

}  // namespace iotdm::host
