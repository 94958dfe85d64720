#include <getopt.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <optional>
#include <string>

#include "clock.h"
#include "control.h"
#include "improv_port.h"
#include "mosquitto_client.h"
#include "poll_loop.h"
#include "portal_server.h"
#include "version.h"
#include "virtual_device.h"

namespace iotdm::host {

namespace {

constexpr const char* kUsage =
    "usage: virtual-device --directory DIR [--broker HOST:PORT] [--password PASSWORD] [--count N] [--seed N]\n"
    "                      [--control SOCKET] [--virtual-time] [--start-ms N] [--public-key FILE] [--portal PORT]\n"
    "       virtual-device --list-ids [--count N] [--seed N]\n"
    "Runs N devices (1) whose flash lies in DIR, against the MQTT broker (127.0.0.1:1883). With --password each\n"
    "device logs in with its id as the user. With --virtual-time the clock moves only by advance_clock.\n"
    "With --public-key they only take updates that were signed with its private key.\n"
    "With --portal the first device shows its portal on this port of 127.0.0.1 (0: any), and has Improv on a pseudo\n"
    "terminal; it prints where both are.\n"
    "With --list-ids it prints the ids that the devices of a seed have.\n";

// Often enough for the shortest debounce and a smooth fade.
constexpr uint32_t kTickMs = 10;
constexpr uint32_t kKeepaliveCheckMs = 1000;

struct Options {
  Broker broker;
  std::filesystem::path directory;
  std::filesystem::path control;
  std::filesystem::path public_key;
  uint32_t count = 1;
  uint32_t seed = 1;
  bool virtual_time = false;
  bool list_ids = false;
  uint32_t start_ms = 0;
  std::optional<uint16_t> portal;
};

[[noreturn]] void refuse(const std::string& reason) {
  std::fprintf(stderr, "virtual-device: %s\n%s", reason.c_str(), kUsage);
  std::exit(2);
}

uint32_t read_number(const char* text) {
  char* end = nullptr;
  const unsigned long value = std::strtoul(text, &end, 10);
  if (*text == '\0' || *end != '\0' || value > 0xFFFFFFFFUL) {
    refuse(std::string("not a number: ") + text);
  }
  return static_cast<uint32_t>(value);
}

uint16_t read_port(const char* text) {
  const uint32_t port = read_number(text);
  if (port > 0xFFFF) {
    refuse(std::string("not a port: ") + text);
  }
  return static_cast<uint16_t>(port);
}

void read_broker(const std::string& text, Broker& broker) {
  const size_t colon = text.rfind(':');
  if (colon == std::string::npos) {
    refuse("--broker needs HOST:PORT");
  }
  broker.host = text.substr(0, colon);
  broker.port = static_cast<int>(read_number(text.c_str() + colon + 1));
}

Options read_options(int count, char** arguments) {
  static const option kLong[] = {
      {"broker", 1, nullptr, 'b'},       {"password", 1, nullptr, 'p'}, {"directory", 1, nullptr, 'd'},
      {"control", 1, nullptr, 'c'},      {"count", 1, nullptr, 'n'},    {"seed", 1, nullptr, 's'},
      {"virtual-time", 0, nullptr, 'v'}, {"start-ms", 1, nullptr, 't'}, {"public-key", 1, nullptr, 'k'},
      {"list-ids", 0, nullptr, 'l'},     {"portal", 1, nullptr, 'o'},   {nullptr, 0, nullptr, 0}};
  Options options;
  for (int letter = 0; (letter = getopt_long(count, arguments, "", kLong, nullptr)) != -1;) {
    switch (letter) {
      case 'b':
        read_broker(optarg, options.broker);
        break;
      case 'p':
        options.broker.password = optarg;
        break;
      case 'd':
        options.directory = optarg;
        break;
      case 'c':
        options.control = optarg;
        break;
      case 'n':
        options.count = read_number(optarg);
        break;
      case 's':
        options.seed = read_number(optarg);
        break;
      case 'v':
        options.virtual_time = true;
        break;
      case 'k':
        options.public_key = optarg;
        break;
      case 'l':
        options.list_ids = true;
        break;
      case 'o':
        options.portal = read_port(optarg);
        break;
      case 't':
        options.start_ms = read_number(optarg);
        break;
      default:
        refuse("unknown option");
    }
  }
  if (options.portal && options.count == 0) {
    refuse("--portal needs a device");
  }
  if ((options.directory.empty() && !options.list_ids) || optind != count) {
    refuse("--directory is needed, and nothing but options");
  }
  return options;
}

// Ends the loop when the process is asked to end.
class Signals final : public PollTarget {
 public:
  explicit Signals(PollLoop& poll) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    sigprocmask(SIG_BLOCK, &signals, nullptr);
    poll.add(signalfd(-1, &signals, SFD_CLOEXEC), *this, false);
  }

  void handle_socket(bool /*readable*/, bool /*writable*/) override { ended_ = true; }
  bool ended() const { return ended_; }

 private:
  bool ended_ = false;
};

// The ways to give a device its network.
struct Provisioning {
  // `clock` is real: it is browsers that wait.
  Provisioning(uint16_t port, VirtualDevice& device, const Clock& clock, PollLoop& poll)
      : portal(port, device.id(), device, device.station(), clock, poll),
        improv({"IoT Device Manager", kFirmwareVersion, "virtual", device.id()}, device, device.station(), clock,
               poll) {
    device.station().move_to_neighbourhood();
    std::printf("portal http://%s/\nimprov %s\n", portal.address().c_str(), improv.path().c_str());
    std::fflush(stdout);
  }

  void handle_time() {
    portal.handle_time();
    improv.handle_time();
  }

  PortalServer portal;
  ImprovPort improv;
};

// Each device needs two descriptors.
void allow_many_descriptors() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

void list_ids(const Options& options) {
  for (uint32_t i = 0; i < options.count; ++i) {
    std::printf("%s\n", virtual_id(options.seed, i).c_str());
  }
}

void run(const Options& options) {
  allow_many_descriptors();
  PollLoop poll;
  Signals signals(poll);
  Clock clock(options.virtual_time, options.start_ms);
  std::optional<PublicKey> key;
  if (!options.public_key.empty()) {
    key.emplace(options.public_key);
  }
  Devices devices;
  for (uint32_t i = 0; i < options.count; ++i) {
    devices.push_back(std::make_unique<VirtualDevice>(virtual_id(options.seed, i), options.broker, options.directory,
                                                      key ? &*key : nullptr, clock, poll));
  }
  std::optional<Control> control;
  if (!options.control.empty()) {
    control.emplace(options.control, devices, clock, poll);
  }
  const Clock real_time(false, 0);
  std::optional<Provisioning> provisioning;
  if (options.portal) {
    provisioning.emplace(*options.portal, *devices.front(), real_time, poll);
  }
  uint32_t ticked_ms = 0;
  uint32_t checked_ms = 0;
  while (!signals.ended()) {
    poll.wait(kTickMs);
    const uint32_t now_ms = real_time.now_ms();
    const bool tick = now_ms - ticked_ms >= kTickMs;
    const bool check = now_ms - checked_ms >= kKeepaliveCheckMs;
    ticked_ms = tick ? now_ms : ticked_ms;
    checked_ms = check ? now_ms : checked_ms;
    if (tick && provisioning) {
      provisioning->handle_time();
    }
    for (const auto& device : devices) {
      if (check) {
        device->handle_time();
      }
      if (tick) {
        device->run();
      }
    }
  }
}

}  // namespace

}  // namespace iotdm::host

int main(int count, char** arguments) {
  try {
    const iotdm::host::Options options = iotdm::host::read_options(count, arguments);
    options.list_ids ? iotdm::host::list_ids(options) : iotdm::host::run(options);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "virtual-device: %s\n", error.what());
    return 1;
  }
}
