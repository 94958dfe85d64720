#include "switched_pin.h"

namespace iotdm {

Error SwitchedPin::set(JsonText value, uint32_t now_ms) {
  bool on;
  if (!value.read(on)) {
    return Error::kBadValue;
  }
  turn(on, now_ms);
  return Error::kNone;
}

void SwitchedPin::write_state(JsonWriter& json) const { json.boolean(on_); }

Level SwitchedPin::level() const { return {true, on_, {}}; }

}  // namespace iotdm
