#pragma once

#include <cstdint>
#include <string_view>

#include "fixed_text.h"
#include "site.h"

namespace iotdm {

// Reads the portal's form, `ssid=Home&psk=…`, byte by byte into a network. Fields that it does not know are skipped.
class NetworkForm {
 public:
  // Forgets everything.
  void begin() { *this = NetworkForm(); }
  void add(char c);
  // To be called behind the last byte. What is wrong with the network, the first mistake only.
  NetworkError end();

  const Network& network() const { return network_; }
  // Leaves of the network what may be shown.
  void forget_passwords();

 private:
  // `pick` is what was chosen in the list of networks, `ssid` what was typed instead.
  enum Field : int8_t { kUnknown = -1, kPick, kSsid, kPsk, kHost, kPort, kUser, kPassword };

  void end_name();
  void end_value();
  void add_decoded(char c);
  bool append(char c);
  NetworkError error_of_field() const;

  Network network_;
  FixedText<9> name_;  // one more than the longest that we know
  FixedText<5> port_;
  bool in_name_ = true;
  Field field_ = kUnknown;
  // Behind a percent sign: how many digits follow, and their value so far.
  uint8_t digits_ = 0;
  uint8_t code_ = 0;
  NetworkError error_ = NetworkError::kNone;
};

}  // namespace iotdm
