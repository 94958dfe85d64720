#include "two_wire.h"

#include <Arduino.h>

namespace iotdm::esp8266 {

namespace {

// Half a bit is so long, and what the calls take: at most 100 kHz.
constexpr unsigned int kHalfBitUs = 4;
// None of the parts stretches the clock; this is for the rise of a long line.
constexpr uint8_t kMostWaits = 10;
// A part that lost count in the middle of a byte lets go of SDA after so many clocks.
constexpr uint8_t kClocksOfAByte = 9;

class Bus {
 public:
  Bus(uint8_t sda, uint8_t scl) : sda_(sda), scl_(scl) {
    // A low output pulls a line down, an input lets go of it.
    digitalWrite(sda, LOW);
    digitalWrite(scl, LOW);
    pinMode(sda, INPUT_PULLUP);
    pinMode(scl, INPUT_PULLUP);
  }

  // False when somebody holds a line.
  bool start() {
    if (!release_clock()) {
      return false;
    }
    for (uint8_t i = 0; digitalRead(sda_) == LOW; ++i) {
      if (i == kClocksOfAByte || !clock()) {
        return false;
      }
    }
    pull(sda_);
    delayMicroseconds(kHalfBitUs);
    pull(scl_);
    return true;
  }

  void stop() {
    pull(sda_);
    delayMicroseconds(kHalfBitUs);
    release_clock();
    delayMicroseconds(kHalfBitUs);
    release(sda_);
    delayMicroseconds(kHalfBitUs);
  }

  // Lets go of both lines between two messages of one transfer.
  bool restart() {
    release(sda_);
    delayMicroseconds(kHalfBitUs);
    return start();
  }

  // True when it was acknowledged.
  bool write(uint8_t byte) {
    for (uint8_t mask = 0x80; mask != 0; mask >>= 1) {
      if (!write_bit((byte & mask) != 0)) {
        return false;
      }
    }
    release(sda_);
    bool refused = true;
    return read_bit(refused) && !refused;
  }

  // False when the clock was held.
  bool read(uint8_t& byte, bool is_last) {
    release(sda_);
    byte = 0;
    for (uint8_t i = 0; i < 8; ++i) {
      bool bit = false;
      if (!read_bit(bit)) {
        return false;
      }
      byte = static_cast<uint8_t>(byte << 1 | (bit ? 1 : 0));
    }
    return write_bit(is_last);
  }

 private:
  static void pull(uint8_t line) { pinMode(line, OUTPUT); }
  static void release(uint8_t line) { pinMode(line, INPUT_PULLUP); }

  bool release_clock() {
    release(scl_);
    for (uint8_t i = 0; digitalRead(scl_) == LOW; ++i) {
      if (i == kMostWaits) {
        return false;
      }
      delayMicroseconds(1);
    }
    return true;
  }

  bool clock() {
    bool ignored = false;
    pull(scl_);
    return read_bit(ignored) && release_clock();
  }

  bool write_bit(bool bit) {
    if (bit) {
      release(sda_);
    } else {
      pull(sda_);
    }
    bool ignored = false;
    return read_bit(ignored);
  }

  // The clock is low before and afterwards.
  bool read_bit(bool& bit) {
    delayMicroseconds(kHalfBitUs);
    if (!release_clock()) {
      return false;
    }
    bit = digitalRead(sda_) != LOW;
    delayMicroseconds(kHalfBitUs);
    pull(scl_);
    return true;
  }

  const uint8_t sda_;
  const uint8_t scl_;
};

bool write_all(Bus& bus, uint8_t address, const uint8_t* bytes, uint8_t size) {
  if (!bus.start() || !bus.write(static_cast<uint8_t>(address << 1))) {
    return false;
  }
  for (uint8_t i = 0; i < size; ++i) {
    if (!bus.write(bytes[i])) {
      return false;
    }
  }
  return true;
}

bool read_all(Bus& bus, uint8_t address, uint8_t* bytes, uint8_t size) {
  if (!bus.restart() || !bus.write(static_cast<uint8_t>(address << 1 | 1))) {
    return false;
  }
  for (uint8_t i = 0; i < size; ++i) {
    if (!bus.read(bytes[i], i + 1 == size)) {
      return false;
    }
  }
  return true;
}

}  // namespace

bool two_wire_transfer(const TwoWirePart& part, const uint8_t* out, uint8_t out_size, uint8_t* in, uint8_t in_size) {
  Bus bus(part.sda, part.scl);
  const bool done = (out_size == 0 || write_all(bus, part.address, out, out_size)) &&
                    (in_size == 0 || read_all(bus, part.address, in, in_size));
  bus.stop();
  return done;
}

}  // namespace iotdm::esp8266
