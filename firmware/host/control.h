#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "clock.h"
#include "poll_loop.h"
#include "virtual_device.h"

namespace iotdm::host {

using Devices = std::vector<std::unique_ptr<VirtualDevice>>;

// The control socket: one JSON object per line in, one per line out. docs/virtual-device.md describes the requests.
class Control final : public PollTarget {
 public:
  // Listens at `path`, replacing what is there. Throws std::runtime_error when that fails.
  Control(const std::filesystem::path& path, Devices& devices, Clock& clock, PollLoop& poll);
  ~Control();
  Control(const Control&) = delete;
  Control& operator=(const Control&) = delete;

  // Accepts a client.
  void handle_socket(bool readable, bool writable) override;

  // The answer to one request, without the line's end.
  std::string answer(std::string_view request);

 private:
  class Client;

  VirtualDevice* find(std::string_view id);
  void forget(const Client& client);

  std::filesystem::path path_;
  Devices& devices_;
  Clock& clock_;
  PollLoop& poll_;
  int listener_ = -1;
  std::vector<std::unique_ptr<Client>> clients_;
};

}  // namespace iotdm::host
