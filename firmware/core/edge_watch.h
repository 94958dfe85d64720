#pragma once

#include <cstdint>

// What an interrupt does with the edges at a GPIO. On the chip its code has to lie in RAM, and so has whatever it
// reads: all of this is inlined into the handler, and has neither tables nor calls.
#define IOTDM_IN_INTERRUPT [[gnu::always_inline]] inline

namespace iotdm {

// Counts the pulses of a contact. A level counts when it has lasted for the debounce; a pulse begins where the level
// that counts does.
class PulseWatch {
 public:
  PulseWatch(uint8_t gpio, bool counts_high, uint32_t debounce_us)
      : debounce_us_(debounce_us & kMostUs),
        gpio_(gpio & 0xFU),
        counts_high_(counts_high),
        raw_(false),
        level_(false),
        fresh_(false) {}

  uint8_t gpio() const { return static_cast<uint8_t>(gpio_); }
  uint32_t count() const { return count_; }
  // When the last pulse began.
  uint32_t pulse_us() const { return pulse_us_; }
  // True when settle() may have something to do, or has counted since take().
  bool busy() const { return raw_ != level_ || fresh_; }

  void begin(bool high) {
    raw_ = high;
    level_ = high;
  }

  // True when it has counted since the last call.
  bool take() {
    const bool fresh = fresh_;
    fresh_ = false;
    return fresh;
  }

  // At an edge, or at several of which the first ones were missed; `high` is the level behind it.
  IOTDM_IN_INTERRUPT void edge(bool high, uint32_t now_us) {
    settle(now_us);
    raw_ = high;
    since_us_ = now_us;
  }

  // Takes in that a level has lasted.
  IOTDM_IN_INTERRUPT void settle(uint32_t now_us) {
    if (raw_ == level_ || now_us - since_us_ < debounce_us_) {
      return;
    }
    level_ = raw_;
    if (level_ == counts_high_) {
      ++count_;
      pulse_us_ = since_us_;
      fresh_ = true;
    }
  }

 private:
  static constexpr uint32_t kMostUs = (1U << 20) - 1;

  uint32_t count_ = 0;
  uint32_t pulse_us_ = 0;
  uint32_t since_us_ = 0;  // of the last edge
  uint32_t debounce_us_ : 20;
  uint32_t gpio_ : 4;
  bool counts_high_ : 1;
  bool raw_ : 1;
  bool level_ : 1;
  bool fresh_ : 1;
};

// Follows the two contacts of an encoder. Of two neighbouring states one contact differs; where both do, an edge was
// missed, and nobody knows the direction.
class EncoderWatch {
 public:
  // `edges`: from one detent to the next, 1, 2 or 4.
  EncoderWatch(uint8_t gpio_a, uint8_t gpio_b, uint8_t edges) : gpio_a_(gpio_a), gpio_b_(gpio_b), edges_(edges) {}

  uint8_t gpio_a() const { return gpio_a_; }
  uint8_t gpio_b() const { return gpio_b_; }
  // Turned to the right since begin(), less those to the left.
  int32_t detents() const { return detents_; }

  void begin(bool a, bool b) {
    state_ = state(a, b);
    rest_ = state_;
  }

  // At an edge of either contact.
  IOTDM_IN_INTERRUPT void edge(bool a, bool b) {
    const uint8_t next = state(a, b);
    const uint8_t changed = next ^ state_;
    if (changed == 1 || changed == 2) {
      const bool right = (state_ >> 1) == (next & 1);
      way_ = static_cast<int8_t>(right ? way_ + 1 : way_ - 1);
    }
    state_ = next;
    // With the state of a detent it begins anew, so that a missed edge is no lasting error.
    const uint8_t away = next ^ rest_;
    if (away == 0 || edges_ == 1 || (edges_ == 2 && away == 3)) {
      detents_ += way_ >= edges_ ? 1 : way_ <= -edges_ ? -1 : 0;
      way_ = 0;
    }
  }

 private:
  IOTDM_IN_INTERRUPT static uint8_t state(bool a, bool b) {
    return static_cast<uint8_t>((a ? 2U : 0U) | (b ? 1U : 0U));
  }

  int32_t detents_ = 0;
  uint8_t gpio_a_;
  uint8_t gpio_b_;
  uint8_t edges_;
  uint8_t state_ = 0;
  uint8_t rest_ = 0;
  int8_t way_ = 0;  // in edges since the last detent
};

}  // namespace iotdm
