#include "control.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

#include "json_reader.h"
#include "json_writer.h"
#include "surroundings.h"
#include "words.h"

namespace iotdm::host {

namespace {

constexpr size_t kAnswerSize = 1 << 20;
constexpr size_t kLongestLine = 1 << 16;
// Virtual time passes in steps that are short enough for every timer of the core.
constexpr uint32_t kStepMs = 10;

std::string refusal(const char* reason) { return std::string(R"({"ok":false,"error":")") + reason + "\"}"; }

// Null without one.
void write_wave(JsonWriter& json, const SimulatedPins::Wave& wave) {
  json.key("wave");
  if (wave.high_us == 0) {
    json.null();
  } else {
    json.open_array().number(wave.high_us).number(wave.low_us).close_array();
  }
}

void write_lines(JsonWriter& json, SimulatedPins& pins) {
  json.key("gpios").open_object();
  for (uint8_t gpio = 0; gpio < kGpioAnalog; ++gpio) {
    const SimulatedPins::Line& line = pins.line(gpio);
    json.key(std::to_string(gpio).c_str()).open_object();
    json.key("mode").text(word_at("input input_pullup input_pulldown output", static_cast<uint8_t>(line.mode)));
    json.key("level").boolean(pins.read(gpio)).key("duty").number(line.duty);
    write_wave(json, line.wave);
    if (!line.pixels.empty()) {
      json.key("pixels").open_array();
      for (const uint32_t pixel : line.pixels) {
        json.colour(pixel);
      }
      json.close_array();
    }
    json.close_object();
  }
  json.close_object().key("analog").number(pins.analog());
}

void write_changes(JsonWriter& json, const SimulatedPins& pins, size_t since) {
  json.key("next").number(static_cast<uint32_t>(pins.changes().size()));
  json.key("changes").open_array();
  for (size_t i = since; i < pins.changes().size(); ++i) {
    const SimulatedPins::Change& change = pins.changes()[i];
    json.open_object().key("now_ms").number(change.now_ms);
    // Microseconds need more than 32 bits, so they are text.
    json.key("unix_us").text(std::to_string(change.unix_us));
    json.key("gpio").number(change.gpio).key("driven").boolean(change.driven);
    json.key("duty").number(change.duty);
    write_wave(json, change.wave);
    json.close_object();
  }
  json.close_array();
}

// Those that are readable: a name is written without escapes.
std::vector<SimulatedStation::AccessPoint> read_access_points(const JsonObject& request) {
  std::vector<SimulatedStation::AccessPoint> found;
  JsonWalker walker(request.find("networks"));
  while (walker.next()) {
    JsonObject network;
    if (network.parse(walker.value())) {
      found.push_back({std::string(network.find("ssid").text()), std::string(network.find("psk").text())});
    }
  }
  return found;
}

}  // namespace

class Control::Client final : public PollTarget {
 public:
  Client(Control& control, int descriptor) : control_(control), descriptor_(descriptor) {}
  ~Client() { close(descriptor_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  void handle_socket(bool /*readable*/, bool /*writable*/) override {
    if (!serve()) {
      control_.forget(*this);  // ends this object
    }
  }

 private:
  // Reads and answers what arrived. False when the client has gone or talks nonsense without end.
  bool serve() {
    char piece[4096];
    const ssize_t size = read(descriptor_, piece, sizeof(piece));
    if (size <= 0) {
      return false;
    }
    line_.append(piece, static_cast<size_t>(size));
    for (size_t end = line_.find('\n'); end != std::string::npos; end = line_.find('\n')) {
      const std::string reply = control_.answer(std::string_view(line_).substr(0, end)) + "\n";
      line_.erase(0, end + 1);
      if (send(descriptor_, reply.data(), reply.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(reply.size())) {
        return false;
      }
    }
    return line_.size() <= kLongestLine;
  }

  Control& control_;
  int descriptor_;
  std::string line_;
};

Control::Control(const std::filesystem::path& path, Devices& devices, Clock& clock, PollLoop& poll)
    : path_(path), devices_(devices), clock_(clock), poll_(poll) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string text = path.string();
  if (text.size() >= sizeof(address.sun_path)) {
    throw std::runtime_error("the path of the control socket is too long: " + text);
  }
  std::memcpy(address.sun_path, text.data(), text.size());
  unlink(text.c_str());
  listener_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const bool bound = bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
  if (listener_ < 0 || !bound || listen(listener_, 16) != 0) {
    throw std::runtime_error("cannot listen at " + text + ": " + std::strerror(errno));
  }
  poll_.add(listener_, *this, false);
}

Control::~Control() {
  close(listener_);
  unlink(path_.c_str());
}

void Control::handle_socket(bool /*readable*/, bool /*writable*/) {
  const int descriptor = accept(listener_, nullptr, nullptr);
  if (descriptor >= 0) {
    clients_.push_back(std::make_unique<Client>(*this, descriptor));
    poll_.add(descriptor, *clients_.back(), false);
  }
}

void Control::forget(const Client& client) {
  const auto is_client = [&client](const auto& other) { return other.get() == &client; };
  clients_.erase(std::find_if(clients_.begin(), clients_.end(), is_client));
}

VirtualDevice* Control::find(std::string_view id) {
  for (const auto& device : devices_) {
    if (device->id() == id) {
      return device.get();
    }
  }
  return nullptr;
}

std::string Control::answer(std::string_view line) {
  enum Request {
    kList,
    kAdvanceClock,
    kGet,
    kLog,
    kSetInput,
    kPulses,
    kTurn,
    kPutDht,
    kPutProbes,
    kPutPart,
    kSetNetworks,
    kFlashSite,
    kRestart,
    kCrash,
    kHang,
    kPowerCycle,
    kFreeze
  };
  JsonObject request;
  if (!request.parse(JsonText(line))) {
    return refusal("not one JSON object");
  }
  std::vector<char> buffer(kAnswerSize);
  JsonWriter json(buffer.data(), buffer.size());
  json.open_object().key("ok").boolean(true).key("now_ms").number(clock_.now_ms());

  constexpr char kRequests[] =
      "list advance_clock get log set_input pulses turn put_dht put_probes put_part set_networks flash_site restart "
      "crash hang power_cycle freeze";
  const int kind = index_of_word(kRequests, request.find("do").text());
  if (kind < 0) {
    return refusal("no such request");
  }
  if (kind == kList) {
    json.key("devices").open_array();
    for (const auto& device : devices_) {
      json.text(device->id());
    }
    json.close_array().close_object();
    return std::string(json.view());
  }
  const uint32_t ms = request.find("ms").number().value_or(0);
  if (kind == kAdvanceClock) {
    for (uint32_t passed = 0; passed < ms; passed += kStepMs) {
      clock_.advance(ms - passed < kStepMs ? ms - passed : kStepMs);
      for (const auto& device : devices_) {
        device->run();
      }
    }
    json.close_object();
    return std::string(json.view());
  }

  VirtualDevice* device = find(request.find("device").text());
  if (device == nullptr) {
    return refusal("no such device");
  }
  switch (kind) {
    case kGet:
      json.key("connected").boolean(device->connected()).key("boots").number(device->boots());
      json.key("slot").number(device->network_slot());
      write_lines(json, device->pins());
      break;
    case kLog:
      write_changes(json, device->pins(), request.find("since").number().value_or(0));
      break;
    case kSetInput:
      if (!set_input(device->pins(), request)) {
        return refusal("set_input needs gpio and level, or analog from 0 to 1023");
      }
      break;
    case kPulses:
      if (!send_pulses(device->pins(), request)) {
        return refusal("pulses needs gpio, count, and hertz from 1 to 10000");
      }
      break;
    case kTurn:
      if (!turn(device->pins(), request)) {
        return refusal("turn needs gpio, gpio_b, and detents");
      }
      break;
    case kPutDht:
      if (!put_dht(device->pins(), request)) {
        return refusal("put_dht needs gpio");
      }
      break;
    case kPutProbes:
      if (!put_probes(device->pins(), request)) {
        return refusal("put_probes needs gpio, and rom and value of each probe");
      }
      break;
    case kPutPart:
      if (!put_part(device->pins(), request)) {
        return refusal("put_part needs sda, scl and address");
      }
      break;
    case kSetNetworks:
      device->set_access_points(read_access_points(request));
      break;
    case kFlashSite:
      if (!device->flash_site(from_hex(request.find("sector").text()))) {
        return refusal("flash_site needs a sector of 4096 bytes in hexadecimal digits");
      }
      break;
    case kRestart:
      device->restart();
      break;
    case kCrash:
      device->reboot(ResetReason::kException);
      break;
    case kHang:
      device->reboot(ResetReason::kWatchdog);
      break;
    case kPowerCycle:
      device->cycle_power();
      break;
    default:
      device->freeze(ms);
      break;
  }
  json.close_object();
  return json.ok() ? std::string(json.view()) : refusal("the answer is too long; ask with since");
}

}  // namespace iotdm::host
