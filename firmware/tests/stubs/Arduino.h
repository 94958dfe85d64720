#pragma once

// What firmware/esp8266 calls of the Arduino core, and nothing else. These headers only serve to compile it.

#include <cstddef>
#include <cstdint>

#define F_CPU 80000000L

#define LOW 0x0
#define HIGH 0x1

#define INPUT 0x00
#define INPUT_PULLUP 0x02
#define INPUT_PULLDOWN_16 0x04
#define OUTPUT 0x01
#define SPECIAL 0xF8

#define FALLING 0x02
#define CHANGE 0x03

#define IRAM_ATTR __attribute__((section(".iram.text")))

extern "C" {
void pinMode(uint8_t pin, uint8_t mode);
void digitalWrite(uint8_t pin, uint8_t val);
int digitalRead(uint8_t pin);
int analogRead(uint8_t pin);
unsigned long millis();
unsigned long micros();
void interrupts();
void noInterrupts();
void delayMicroseconds(unsigned int us);
void attachInterruptArg(uint8_t pin, void (*handler)(void*), void* arg, int mode);
void detachInterrupt(uint8_t pin);
void resetPins();
}

struct rst_info;

class EspClass {
 public:
  static bool flashEraseSector(uint32_t sector);
  static bool flashRead(uint32_t address, uint8_t* data, size_t size);
  static bool flashWrite(uint32_t address, const uint8_t* data, size_t size);
  static rst_info* getResetInfoPtr();
  static uint32_t getSketchSize();
  static uint32_t getFreeHeap();
  static uint32_t getMaxFreeBlockSize();
  static uint32_t random();
  static void restart();
  static bool rtcUserMemoryRead(uint32_t offset, uint32_t* data, size_t size);
  static bool rtcUserMemoryWrite(uint32_t offset, uint32_t* data, size_t size);
};

extern EspClass ESP;

enum SerialConfig { SERIAL_8N1 = 28 };
enum SerialMode {
  SERIAL_FULL = 0,
  SERIAL_RX_ONLY = 1,
};

class HardwareSerial {
 public:
  void begin(unsigned long baud, SerialConfig config, SerialMode mode);
  int read(char* buffer, size_t size);
  size_t write(const uint8_t* buffer, size_t size);
};

extern HardwareSerial Serial;

void setup();
void loop();
