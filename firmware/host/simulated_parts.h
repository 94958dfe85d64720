#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "ports.h"

namespace iotdm::host {

// The parts on the two-wire buses of a chip that is not there. A part is a list of what it answers to what is written
// to it; it acknowledges nothing else.
class SimulatedParts {
 public:
  using Bytes = std::basic_string<uint8_t>;
  // What a read gives after this was written; empty for what is only acknowledged.
  using Answers = std::map<Bytes, Bytes>;

  // Replaces the part at this place; without answers there is none.
  void put(const TwoWirePart& place, Answers answers);

  // As Gpio::transfer() on a bus that nobody holds.
  bool transfer(const TwoWirePart& place, const Bytes& out, uint8_t* in, uint8_t in_size);

 private:
  struct Part {
    TwoWirePart place;
    Answers answers;
    Bytes written;  // last
  };

  Part* find(const TwoWirePart& place);

  std::vector<Part> parts_;
};

}  // namespace iotdm::host
