#include "pixel_wire.h"

#include <Arduino.h>
#include <esp8266_peri.h>
#include <uart.h>

#include "pixel_code.h"

namespace iotdm::esp8266 {

namespace {

constexpr uint8_t kUart = 1;
constexpr uint32_t kSixDataBits = 1 << UCBN;
constexpr uint32_t kOneStopBit = 1 << UCSBN;
constexpr uint32_t kInverted = 1 << UCTXI;
constexpr uint32_t kEmptyFifo = 1 << UCTXRST;
constexpr uint32_t kUartBytesPerPixel = 3 * kUartBytesPerColour;

class DarkPixels final : public PixelSource {
 public:
  uint32_t pixel(uint16_t /*index*/) override { return 0; }
};

uint32_t waiting_bytes() { return (USS(kUart) >> USTXC) & 0xFF; }

// So that what follows is a new frame. The last byte is still on its way when none is waiting.
void finish_frame() {
  while (waiting_bytes() != 0) {
  }
  delayMicroseconds(kPixelResetUs + 20);
}

void put(uint8_t colour) {
  for (const uint8_t byte : uart_bytes(colour)) {
    USF(kUart) = byte;
  }
}

}  // namespace

// The line is idle, which is low, before the GPIO follows it.
void PixelWire::begin() {
  if (begun_) {
    return;
  }
  begun_ = true;
  USIE(kUart) = 0;
  USD(kUart) = ESP8266_CLOCK / kPixelBaud;
  USC0(kUart) = kSixDataBits | kOneStopBit | kInverted | kEmptyFifo;
  USC0(kUart) = kSixDataBits | kOneStopBit | kInverted;
  digitalWrite(kGpio, LOW);  // ends a PWM
  pinMode(kGpio, SPECIAL);
}

// What waits in the UART's memory bridges 320 µs. An interrupt that takes longer spoils this frame; the next one is
// right again.
void PixelWire::send(PixelSource& source, uint16_t count) {
  begin();
  finish_frame();
  for (uint16_t i = 0; i < count; ++i) {
    const uint32_t bytes = source.pixel(i);
    while (waiting_bytes() > UART_TX_FIFO_SIZE - kUartBytesPerPixel) {
    }
    put(static_cast<uint8_t>(bytes >> 16));
    put(static_cast<uint8_t>(bytes >> 8));
    put(static_cast<uint8_t>(bytes));
  }
}

void PixelWire::end() {
  if (begun_) {
    DarkPixels dark;
    send(dark, Gpio::kMostPixels);
    finish_frame();
    begun_ = false;
  }
}

}  // namespace iotdm::esp8266
