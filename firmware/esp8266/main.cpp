#include <Arduino.h>

#include "board.h"

namespace {

// Taken from the heap once, at the start, and never given back.
iotdm::esp8266::Board* board = nullptr;

}  // namespace

// The Arduino core makes every GPIO an input at each start, so relays would click at a restart, an update and a crash.
// The levels stay as they are, until Board::begin() drives what is configured and lets go of the rest.
extern "C" void resetPins() {}

void setup() {
  board = new iotdm::esp8266::Board;
  board->begin();
}

void loop() { board->loop(); }
