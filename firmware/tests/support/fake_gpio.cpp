#include "fake_gpio.h"

#include <algorithm>

#include "heap_watch.h"
#include "words.h"

namespace iotdm::test {

namespace {

constexpr char kDigits[] = "0123456789abcdef";

std::string hex_of(const uint8_t* bytes, size_t size) {
  std::string text;
  for (size_t i = 0; i < size; ++i) {
    text += kDigits[bytes[i] >> 4];
    text += kDigits[bytes[i] & 0x0F];
  }
  return text;
}

uint8_t byte_at(const std::string& text, size_t index) {
  const auto digit = [&text](size_t i) { return std::find(kDigits, kDigits + 16, text.at(i)) - kDigits; };
  return static_cast<uint8_t>(digit(2 * index) << 4 | digit(2 * index + 1));
}

}  // namespace

void FakeGpio::set_mode(uint8_t gpio, PinMode mode) {
  const PortScope outside_the_core;
  lines_.at(gpio).mode = mode;
  lines_.at(gpio).strip.clear();
  if (captured_ == gpio) {
    captured_.reset();
  }
  record(gpio, std::string(word_at("input input_pullup input_pulldown output", static_cast<uint8_t>(mode))));
}

bool FakeGpio::read(uint8_t gpio) {
  if (noise_.at(gpio) > 0) {
    --noise_.at(gpio);
    outside_.at(gpio) = !outside_.at(gpio);
  }
  if (const auto& wire = wires_.at(gpio)) {
    return (lines_.at(wire->output).duty != 0) != wire->inverted;
  }
  return outside_.at(gpio);
}

void FakeGpio::write(uint8_t gpio, bool high) {
  const PortScope outside_the_core;
  drive(gpio, high ? kFullDuty : 0, "");
  record(gpio, high ? "high" : "low");
}

void FakeGpio::write_pwm(uint8_t gpio, uint16_t duty, uint16_t hertz) {
  const PortScope outside_the_core;
  drive(gpio, duty, "");
  record(gpio, "pwm " + std::to_string(duty) + " of " + std::to_string(hertz) + " Hz");
}

void FakeGpio::write_wave(uint8_t gpio, uint32_t high_us, uint32_t low_us) {
  const PortScope outside_the_core;
  drive(gpio, static_cast<uint16_t>(uint64_t{high_us} * kFullDuty / (uint64_t{high_us} + low_us)),
        std::to_string(high_us) + "/" + std::to_string(low_us) + " us");
  record(gpio, "wave " + wave(gpio));
}

void FakeGpio::drive(uint8_t gpio, uint16_t duty, const std::string& wave) {
  lines_.at(gpio).duty = duty;
  lines_.at(gpio).wave = wave;
}

uint16_t FakeGpio::read_analog(uint8_t gpio) { return gpio == kGpioAnalog ? analog_ : 0; }

void FakeGpio::write_pixels(uint8_t gpio, PixelSource& source, uint16_t count) {
  const PortScope outside_the_core;
  Line& line = lines_.at(gpio);
  line.mode = PinMode::kOutput;
  line.strip.resize(std::max<size_t>(line.strip.size(), count));
  for (uint16_t i = 0; i < count; ++i) {
    line.strip.at(i) = source.pixel(i);
  }
  record(gpio, "sends " + std::to_string(count));
}

void FakeGpio::watch_pulses(PulseWatch& watch) {
  watch.begin(read(watch.gpio()));
  lines_.at(watch.gpio()).pulses = &watch;
}

void FakeGpio::watch_encoder(EncoderWatch& watch) {
  watch.begin(read(watch.gpio_a()), read(watch.gpio_b()));
  lines_.at(watch.gpio_a()).encoder = &watch;
  lines_.at(watch.gpio_b()).encoder = &watch;
}

void FakeGpio::unwatch(uint8_t gpio) {
  lines_.at(gpio).pulses = nullptr;
  lines_.at(gpio).encoder = nullptr;
  if (captured_ == gpio) {
    captured_.reset();
  }
}

void FakeGpio::unwatch_all() {
  for (uint8_t gpio = 0; gpio < kGpioCount; ++gpio) {
    unwatch(gpio);
  }
}

bool FakeGpio::settle(PulseWatch& watch) {
  watch.settle(now_us);
  return watch.take();
}

void FakeGpio::set_outside(uint8_t gpio, bool high) {
  const Line& line = lines_.at(gpio);
  if (std::exchange(outside_.at(gpio), high) == high) {
    return;
  }
  if (line.pulses != nullptr) {
    line.pulses->edge(high, now_us);
  }
  if (line.encoder != nullptr) {
    line.encoder->edge(read(line.encoder->gpio_a()), read(line.encoder->gpio_b()));
  }
}

bool FakeGpio::begin_capture(uint8_t gpio) {
  const PortScope outside_the_core;
  if (captured_) {
    return false;
  }
  was_woken_ = driven(gpio) == 0;
  set_mode(gpio, PinMode::kInputPullUp);
  captured_ = gpio;
  return true;
}

Gaps FakeGpio::end_capture(uint8_t gpio) {
  const PortScope outside_the_core;
  const auto& gaps = gaps_.at(gpio);
  const bool heard = was_woken_ && captured_ == gpio;
  captured_.reset();
  return {gaps.data(), static_cast<uint8_t>(heard ? std::min<size_t>(gaps.size(), kMostGaps) : 0)};
}

bool FakeGpio::reset_one_wire(uint8_t gpio) {
  const PortScope outside_the_core;
  bus_us_ += 960;
  return lines_.at(gpio).mode == PinMode::kInputPullUp && buses_.at(gpio).reset();
}

bool FakeGpio::one_wire_slot(uint8_t gpio, bool bit) {
  const PortScope outside_the_core;
  bus_us_ += 65;
  return deaf_.at(gpio) ? bit : buses_.at(gpio).slot(bit);
}

void FakeGpio::put_part(const TwoWirePart& place, std::vector<std::pair<std::string, std::string>> answers) {
  const auto is_there = [&place](const Part& part) {
    return part.place.sda == place.sda && part.place.scl == place.scl && part.place.address == place.address;
  };
  parts_.erase(std::remove_if(parts_.begin(), parts_.end(), is_there), parts_.end());
  parts_.push_back({place, std::move(answers), ""});
}

bool FakeGpio::transfer(const TwoWirePart& place, const uint8_t* out, uint8_t out_size, uint8_t* in, uint8_t in_size) {
  const PortScope outside_the_core;
  const std::string written = hex_of(out, out_size);
  transfers_.push_back(hex_of(&place.address, 1) + (written.empty() ? "" : " " + written) +
                       (in_size == 0 ? "" : " read " + std::to_string(in_size)));
  for (Part& part : parts_) {
    if (part.place.sda != place.sda || part.place.scl != place.scl || part.place.address != place.address) {
      continue;
    }
    part.written = written.empty() ? part.written : written;
    for (const auto& [asked, answer] : part.answers) {
      if (asked == part.written) {
        for (size_t i = 0; i < in_size; ++i) {
          in[i] = 2 * i + 1 < answer.size() ? byte_at(answer, i) : 0xFF;
        }
        return true;
      }
    }
  }
  return false;
}

std::optional<uint16_t> FakeGpio::driven(uint8_t gpio) const {
  const Line& line = lines_.at(gpio);
  return line.mode == PinMode::kOutput ? std::optional(line.duty) : std::nullopt;
}

void FakeGpio::release_all() { lines_ = {}; }

void FakeGpio::record(uint8_t gpio, const std::string& what) { log_.push_back(std::to_string(gpio) + " " + what); }

}  // namespace iotdm::test
