#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "networks_in_range.h"
#include "provisioner.h"
#include "text_sink.h"

namespace iotdm {

// Improv over serial, version 1 (https://www.improv-wifi.com/serial/): the browser that flashed the board gives it a
// network over the same cable. It carries a name and a password only; the broker stays the stored one, or is looked up.
class Improv {
 public:
  struct About {
    std::string_view firmware;
    std::string_view version;
    std::string_view chip;
    std::string_view name;
  };

  // All must outlive it. Nothing is written before a client has asked something.
  Improv(const About& about, Provisioner& provisioner, NetworksInRange& networks, TextSink& serial)
      : about_(about), provisioner_(provisioner), networks_(networks), serial_(serial) {}

  // Bytes from the serial port; whatever is no frame is skipped.
  void receive(std::string_view bytes, uint32_t now_ms);
  // Time passes: tells what became of a trial, and one network of a scan each time.
  void loop(uint32_t now_ms);

 private:
  enum class State : uint8_t { kAuthorized = 2, kProvisioning = 3, kProvisioned = 4 };
  enum class Error : uint8_t { kNone = 0, kInvalid = 1, kUnknownCommand = 2, kUnableToConnect = 3, kUnknown = 0xFF };

  // A command with the longest name and password that can be right; a longer frame is read to its end and refused.
  static constexpr uint8_t kMaxData = 2 + 1 + kMaxSsid + 1 + kMaxPsk;

  void add(uint8_t byte, uint32_t now_ms);
  void handle_frame(uint32_t now_ms);
  void handle_settings(std::string_view settings, uint32_t now_ms);
  void announce_end_of_trial();
  void send_next_network();

  State state() const;
  void send_state();
  void send_error(Error error);
  // `texts` are the strings of the result.
  void send_result(uint8_t command, const std::string_view* texts, uint8_t count);
  void send_frame(uint8_t type, std::string_view data);

  About about_;
  Provisioner& provisioner_;
  NetworksInRange& networks_;
  TextSink& serial_;

  // The frame that is being read: its bytes so far, and their sum.
  uint16_t position_ = 0;
  uint8_t type_ = 0;
  uint8_t length_ = 0;
  uint8_t sum_ = 0;
  std::array<char, kMaxData> data_;
  uint32_t last_byte_ms_ = 0;

  State told_ = State::kAuthorized;
  bool asked_ = false;  // a client is there
  bool trial_is_ours_ = false;
  bool listing_ = false;  // a scan was asked for
  uint8_t listed_ = 0;
};

}  // namespace iotdm
