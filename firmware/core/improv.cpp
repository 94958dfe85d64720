#include "improv.h"

#include "json_writer.h"
#include "utf8.h"

namespace iotdm {

namespace {

constexpr std::string_view kHeader("IMPROV\x01", 7);
constexpr uint8_t kTypeAt = 7;
constexpr uint8_t kLengthAt = 8;
constexpr uint8_t kDataAt = 9;

enum Type : uint8_t { kCurrentState = 1, kErrorState = 2, kCommand = 3, kResult = 4 };
enum Command : uint8_t { kSettings = 1, kRequestState = 2, kRequestAbout = 3, kRequestNetworks = 4 };

// A frame that stops in the middle is forgotten, so that the next one is read from its beginning.
constexpr uint32_t kLongestPauseMs = 500;
constexpr uint8_t kMaxResult = 128;

uint8_t length_at(std::string_view text, size_t at) { return static_cast<uint8_t>(text[at]); }

}  // namespace

void Improv::receive(std::string_view bytes, uint32_t now_ms) {
  for (const char c : bytes) {
    add(static_cast<uint8_t>(c), now_ms);
  }
}

void Improv::add(uint8_t byte, uint32_t now_ms) {
  if (now_ms - last_byte_ms_ > kLongestPauseMs) {
    position_ = 0;
  }
  last_byte_ms_ = now_ms;
  if (position_ < kHeader.size()) {
    if (byte != static_cast<uint8_t>(kHeader[position_])) {
      // Only the first letter of the header can begin another one.
      position_ = 0;
    }
    if (byte == static_cast<uint8_t>(kHeader[position_])) {
      sum_ = position_ == 0 ? byte : static_cast<uint8_t>(sum_ + byte);
      ++position_;
    }
    return;
  }
  const int at = position_ - kDataAt;
  if (position_ == kTypeAt) {
    type_ = byte;
  } else if (position_ == kLengthAt) {
    length_ = byte;
  } else if (at == length_) {
    position_ = 0;
    // The others are a device's; our own come back when the wires touch.
    if (type_ == kCommand) {
      told_ = asked_ ? told_ : state();
      asked_ = true;
      byte == sum_ ? handle_frame(now_ms) : send_error(Error::kInvalid);
    }
    return;
  } else if (at < kMaxData) {
    data_[static_cast<size_t>(at)] = static_cast<char>(byte);
  }
  sum_ = static_cast<uint8_t>(sum_ + byte);
  ++position_;
}

void Improv::handle_frame(uint32_t now_ms) {
  const bool whole = length_ >= 2 && length_ <= kMaxData && length_at({data_.data(), 2}, 1) == length_ - 2;
  const uint8_t command = length_ > 0 ? length_at({data_.data(), 1}, 0) : 0;
  if (!whole) {
    send_error(Error::kInvalid);
    return;
  }
  switch (command) {
    case kSettings:
      handle_settings({data_.data() + 2, length_ - size_t{2}}, now_ms);
      break;
    case kRequestState:
      send_error(Error::kNone);
      send_state();
      if (state() == State::kProvisioned) {
        send_result(kRequestState, nullptr, 0);
      }
      break;
    case kRequestAbout: {
      send_error(Error::kNone);
      const std::string_view texts[] = {about_.firmware, about_.version, about_.chip, about_.name};
      send_result(kRequestAbout, texts, 4);
      break;
    }
    case kRequestNetworks:
      // No error is taken back: clients search again while they show why the last try failed.
      // A scan leaves the channel of the network that is tried.
      if (provisioner_.trial() != Trial::kRunning) {
        networks_.scan();
      }
      listing_ = true;
      listed_ = 0;
      break;
    default:
      send_error(Error::kUnknownCommand);
      break;
  }
}

void Improv::handle_settings(std::string_view settings, uint32_t now_ms) {
  const uint8_t ssid_size = settings.empty() ? 0 : length_at(settings, 0);
  const size_t psk_at = size_t{1} + ssid_size;
  if (psk_at >= settings.size() || psk_at + 1 + length_at(settings, psk_at) != settings.size()) {
    send_error(Error::kInvalid);
    return;
  }
  const std::string_view ssid = settings.substr(1, ssid_size);
  const std::string_view psk = settings.substr(psk_at + 1);
  const Network* current = provisioner_.current();
  Network network = current == nullptr ? Network() : *current;
  network.ssid.assign(ssid);
  network.psk.assign(psk);
  if (ssid.size() > kMaxSsid || psk.size() > kMaxPsk || check(network) != NetworkError::kNone) {
    send_error(Error::kInvalid);
    return;
  }
  if (provisioner_.trial() == Trial::kRunning) {
    // One at a time; what became of the first one follows.
    send_error(Error::kUnknown);
    return;
  }
  send_error(Error::kNone);
  provisioner_.try_network(network, now_ms);
  trial_is_ours_ = true;
  send_state();
}

void Improv::loop(uint32_t /*now_ms*/) {
  if (trial_is_ours_ && provisioner_.trial() != Trial::kRunning) {
    announce_end_of_trial();
  }
  // The portal can have changed it.
  if (asked_ && state() != told_) {
    send_state();
  }
  if (listing_ && !networks_.scanning()) {
    send_next_network();
  }
}

void Improv::announce_end_of_trial() {
  trial_is_ours_ = false;
  if (provisioner_.trial() == Trial::kWorked) {
    send_state();
    // No address to visit: a board has no page of its own once it is connected.
    send_result(kSettings, nullptr, 0);
  } else {
    send_error(provisioner_.trial() == Trial::kFlashFailed ? Error::kUnknown : Error::kUnableToConnect);
    send_state();
  }
}

void Improv::send_next_network() {
  while (listed_ < networks_.count()) {
    const ScannedNetwork network = networks_.network(listed_++);
    // Texts are UTF-8 here; names need not be.
    if (is_utf8(network.ssid.view()) && !network.ssid.empty()) {
      char digits[5];
      JsonWriter rssi(digits, sizeof(digits));
      const std::string_view dbm = rssi.signed_number(network.rssi_dbm).view();
      const std::string_view texts[] = {network.ssid.view(), dbm, network.open ? "NO" : "YES"};
      send_result(kRequestNetworks, texts, 3);
      return;
    }
  }
  listing_ = false;
  send_result(kRequestNetworks, nullptr, 0);
}

Improv::State Improv::state() const {
  if (provisioner_.trial() == Trial::kRunning) {
    return State::kProvisioning;
  }
  return provisioner_.has_network() ? State::kProvisioned : State::kAuthorized;
}

void Improv::send_state() {
  told_ = state();
  const char data = static_cast<char>(told_);
  send_frame(kCurrentState, {&data, 1});
}

void Improv::send_error(Error error) {
  const char data = static_cast<char>(error);
  send_frame(kErrorState, {&data, 1});
}

void Improv::send_result(uint8_t command, const std::string_view* texts, uint8_t count) {
  std::array<char, kMaxResult> data;
  size_t size = 2;
  for (uint8_t i = 0; i < count; ++i) {
    const std::string_view text = texts[i].substr(0, kMaxResult - size - 1);
    data[size++] = static_cast<char>(text.size());
    size += text.copy(data.data() + size, text.size());
  }
  data[0] = static_cast<char>(command);
  data[1] = static_cast<char>(size - 2);
  send_frame(kResult, {data.data(), size});
}

void Improv::send_frame(uint8_t type, std::string_view data) {
  const char start[] = {static_cast<char>(type), static_cast<char>(data.size())};
  uint8_t sum = 0;
  for (const std::string_view part : {kHeader, std::string_view(start, sizeof(start)), data}) {
    for (const char c : part) {
      sum = static_cast<uint8_t>(sum + static_cast<uint8_t>(c));
    }
  }
  // Clients look for a frame at the beginning of a line only.
  const char end[] = {static_cast<char>(sum), '\n'};
  serial_.write("\n");
  serial_.write(kHeader);
  serial_.write({start, sizeof(start)});
  serial_.write(data);
  serial_.write({end, sizeof(end)});
}

}  // namespace iotdm
