#include "simulated_parts.h"

#include <algorithm>
#include <utility>

namespace iotdm::host {

SimulatedParts::Part* SimulatedParts::find(const TwoWirePart& place) {
  const auto found = std::find_if(parts_.begin(), parts_.end(), [&place](const Part& part) {
    return part.place.sda == place.sda && part.place.scl == place.scl && part.place.address == place.address;
  });
  return found == parts_.end() ? nullptr : &*found;
}

void SimulatedParts::put(const TwoWirePart& place, Answers answers) {
  if (Part* part = find(place)) {
    part->answers = std::move(answers);
  } else {
    parts_.push_back({place, std::move(answers), {}});
  }
}

bool SimulatedParts::transfer(const TwoWirePart& place, const Bytes& out, uint8_t* in, uint8_t in_size) {
  Part* part = find(place);
  if (part == nullptr || part->answers.empty()) {
    return false;
  }
  if (!out.empty()) {
    part->written = out;
  }
  const auto answer = part->answers.find(part->written);
  if (answer == part->answers.end()) {
    return false;
  }
  for (uint8_t i = 0; i < in_size; ++i) {
    // Nobody pulls the line down behind the end.
    in[i] = i < answer->second.size() ? answer->second[i] : 0xFF;
  }
  return true;
}

}  // namespace iotdm::host
