#pragma once

#include <cstdint>

#include "level.h"

namespace iotdm {

// Where levels come from at boot. `pin` is a hash of its key and of the name of its type: the same in every firmware.
class KeptLevels {
 public:
  // As it was before a restart that the power survived; not known after power-on.
  virtual Level before_restart(uint32_t pin) = 0;
  // As it was last written to flash, for a pin that wants it back after a power cut.
  virtual Level before_power_cut(uint32_t pin) = 0;

 protected:
  ~KeptLevels() = default;
};

}  // namespace iotdm
