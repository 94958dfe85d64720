#include "chip_pins.h"

#include <Arduino.h>
#include <core_esp8266_waveform.h>
#include <esp8266_peri.h>

#include "one_wire_slots.h"
#include "two_wire.h"

namespace iotdm::esp8266 {

namespace {

uint8_t arduino_mode(PinMode mode) {
  switch (mode) {
    case PinMode::kInputPullUp:
      return INPUT_PULLUP;
    case PinMode::kInputPullDown:
      return INPUT_PULLDOWN_16;
    case PinMode::kOutput:
      return OUTPUT;
    default:
      return INPUT;
  }
}

// The interrupts. They and all that they call lie in RAM, because the flash cannot be read while it is written.

void IRAM_ATTR on_pulse_edge(void* context) {
  auto& watch = *static_cast<PulseWatch*>(context);
  watch.edge(GPIP(watch.gpio()), micros());
}

void IRAM_ATTR on_encoder_edge(void* context) {
  auto& watch = *static_cast<EncoderWatch*>(context);
  watch.edge(GPIP(watch.gpio_a()), GPIP(watch.gpio_b()));
}

}  // namespace

void ChipPins::set_mode(uint8_t gpio, PinMode mode) {
  if (gpio == PixelWire::kGpio) {
    wire_.end();
  }
  capture_.end(gpio);
  pinMode(gpio, arduino_mode(mode));
  if (mode != PinMode::kOutput) {
    // Behind the mode, so that it ends a PWM without driving the GPIO once more.
    stopWaveform(gpio);
  }
}

void ChipPins::write(uint8_t gpio, bool high) { digitalWrite(gpio, high ? HIGH : LOW); }

// Not analogWrite(): that has one frequency for all GPIOs, and makes the GPIO an output before it has its level.
// A running waveform takes over new times at its next edge, so a fade does not flicker.
void ChipPins::write_pwm(uint8_t gpio, uint16_t duty, uint16_t hertz) {
  const uint32_t period = F_CPU / hertz;
  const uint32_t high = static_cast<uint32_t>(static_cast<uint64_t>(period) * duty / kFullDuty);
  startWaveformClockCycles(gpio, high, period - high);
}

void ChipPins::write_wave(uint8_t gpio, uint32_t high_us, uint32_t low_us) { startWaveform(gpio, high_us, low_us); }

bool ChipPins::read(uint8_t gpio) { return digitalRead(gpio) != LOW; }

uint16_t ChipPins::read_analog(uint8_t gpio) { return static_cast<uint16_t>(analogRead(gpio)); }

void ChipPins::watch_pulses(PulseWatch& watch) {
  watch.begin(read(watch.gpio()));
  attachInterruptArg(watch.gpio(), on_pulse_edge, &watch, CHANGE);
}

void ChipPins::watch_encoder(EncoderWatch& watch) {
  watch.begin(read(watch.gpio_a()), read(watch.gpio_b()));
  attachInterruptArg(watch.gpio_a(), on_encoder_edge, &watch, CHANGE);
  attachInterruptArg(watch.gpio_b(), on_encoder_edge, &watch, CHANGE);
}

void ChipPins::unwatch(uint8_t gpio) {
  capture_.end(gpio);
  detachInterrupt(gpio);
}

bool ChipPins::settle(PulseWatch& watch) {
  noInterrupts();
  watch.settle(micros());
  const bool counted = watch.take();
  interrupts();
  return counted;
}

// There is only one GPIO with kCanPixels.
void ChipPins::write_pixels(uint8_t /*gpio*/, PixelSource& source, uint16_t count) { wire_.send(source, count); }

bool ChipPins::reset_one_wire(uint8_t gpio) { return esp8266::reset_one_wire(gpio); }

bool ChipPins::one_wire_slot(uint8_t gpio, bool bit) { return esp8266::one_wire_slot(gpio, bit); }

bool ChipPins::transfer(const TwoWirePart& part, const uint8_t* out, uint8_t out_size, uint8_t* in, uint8_t in_size) {
  return two_wire_transfer(part, out, out_size, in, in_size);
}

}  // namespace iotdm::esp8266
