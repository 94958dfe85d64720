#pragma once

#include "provisioner.h"

namespace iotdm {

// The networks that a scan found: strongest first, each name once. A layer implements it, and scans once by itself when
// its access point opens.
class NetworksInRange {
 public:
  // Starts a scan, unless one runs.
  virtual void scan() = 0;
  virtual bool scanning() const = 0;
  virtual uint8_t count() const = 0;
  virtual ScannedNetwork network(uint8_t index) const = 0;

 protected:
  ~NetworksInRange() = default;
};

}  // namespace iotdm
