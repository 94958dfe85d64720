#include "identify.h"

#include "millis.h"

namespace iotdm {

namespace {

constexpr uint32_t kBlinkMs = 125;

}  // namespace

void Identify::start(uint8_t gpio, uint32_t seconds, uint32_t now_ms) {
  stop();
  running_ = true;
  number_ = gpio;
  level_ = false;
  toggled_ms_ = now_ms;
  ends_ms_ = now_ms + seconds * 1000;
  gpio_.write(number_, level_);
  gpio_.set_mode(number_, PinMode::kOutput);
}

void Identify::stop() {
  if (running_) {
    running_ = false;
    gpio_.set_mode(number_, PinMode::kInput);
  }
}

void Identify::tick(uint32_t now_ms) {
  if (!running_) {
    return;
  }
  if (has_reached(now_ms, ends_ms_)) {
    stop();
  } else if (now_ms - toggled_ms_ >= kBlinkMs) {
    toggled_ms_ = now_ms;
    level_ = !level_;
    gpio_.write(number_, level_);
  }
}

}  // namespace iotdm
