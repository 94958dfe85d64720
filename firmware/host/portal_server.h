#pragma once

#include <memory>
#include <string>
#include <vector>

#include "clock.h"
#include "flash_text.h"
#include "poll_loop.h"
#include "portal.h"

namespace iotdm::host {

// The portal of a board on a port of this machine.
class PortalServer final : public PollTarget {
 public:
  // Listens on 127.0.0.1; port 0 takes a free one. Throws std::runtime_error when that fails.
  PortalServer(uint16_t port, std::string_view id, Provisioner& provisioner, NetworksInRange& networks,
               const Clock& clock, PollLoop& poll);
  ~PortalServer();
  PortalServer(const PortalServer&) = delete;
  PortalServer& operator=(const PortalServer&) = delete;

  // As browsers write it.
  const std::string& address() const { return address_; }

  // Accepts a browser.
  void handle_socket(bool readable, bool writable) override;
  void handle_time();

 private:
  class Visit;

  const Clock& clock_;
  PollLoop& poll_;
  int listener_;
  std::string address_;
  FlashText page_;
  Portal portal_;
  std::vector<std::unique_ptr<Visit>> visits_;
};

}  // namespace iotdm::host
