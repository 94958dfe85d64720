#include "network_form.h"

#include "words.h"

namespace iotdm {

namespace {

// The value of a hexadecimal digit, or -1.
int digit_value(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  if (c >= 'a' && c <= 'f') {
    return c - 'a' + 10;
  }
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// 0 when the text is no port.
uint16_t port_number(std::string_view text) {
  uint32_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') {
      return 0;
    }
    value = value * 10 + static_cast<uint32_t>(c - '0');
  }
  return value <= 0xFFFF ? static_cast<uint16_t>(value) : 0;
}

}  // namespace

void NetworkForm::add(char c) {
  if (digits_ > 0) {
    const int value = digit_value(c);
    if (value < 0) {
      error_ = NetworkError::kBadText;
    }
    code_ = static_cast<uint8_t>(code_ << 4 | (value & 0xF));
    if (--digits_ == 0) {
      add_decoded(static_cast<char>(code_));
    }
  } else if (c == '%') {
    digits_ = 2;
    code_ = 0;
  } else if (c == '&') {
    end_value();
  } else if (c == '=' && in_name_) {
    end_name();
  } else {
    add_decoded(c == '+' ? ' ' : c);
  }
}

void NetworkForm::add_decoded(char c) {
  if (in_name_) {
    name_.append(c);
    return;
  }
  // A phone's keyboard adds a space behind a word that it knows.
  const bool is_technical = field_ == kHost || field_ == kPort;
  if (is_technical && c == ' ') {
    return;
  }
  if (c == '\0') {
    error_ = NetworkError::kBadText;
  } else if (!append(c) && error_ == NetworkError::kNone) {
    error_ = error_of_field();
  }
}

void NetworkForm::end_name() {
  in_name_ = false;
  field_ = static_cast<Field>(index_of_word("pick ssid psk host port user password", name_.view()));
  if (field_ == kSsid && !network_.ssid.empty()) {
    field_ = kUnknown;
  }
}

void NetworkForm::end_value() {
  in_name_ = true;
  field_ = kUnknown;
  name_.assign({});
}

bool NetworkForm::append(char c) {
  switch (field_) {
    case kPick:
    case kSsid:
      return network_.ssid.append(c);
    case kPsk:
      return network_.psk.append(c);
    case kHost:
      return network_.host.append(c);
    case kPort:
      return port_.append(c);
    case kUser:
      return network_.user.append(c);
    case kPassword:
      return network_.password.append(c);
    case kUnknown:
      break;
  }
  return true;
}

NetworkError NetworkForm::error_of_field() const {
  switch (field_) {
    case kPsk:
      return NetworkError::kBadPsk;
    case kHost:
      return NetworkError::kBadHost;
    case kPort:
      return NetworkError::kBadPort;
    case kUser:
      return NetworkError::kUserTooLong;
    case kPassword:
      return NetworkError::kPasswordTooLong;
    default:
      return NetworkError::kSsidTooLong;
  }
}

void NetworkForm::forget_passwords() {
  // Not only empty: nothing of them stays in memory.
  network_.psk = {};
  network_.password = {};
}

NetworkError NetworkForm::end() {
  if (digits_ > 0) {
    error_ = NetworkError::kBadText;
  }
  network_.port = port_.empty() ? Network().port : port_number(port_.view());
  return error_ != NetworkError::kNone ? error_ : check(network_);
}

}  // namespace iotdm
