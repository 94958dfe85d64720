#pragma once

#include <cstdint>

#include "site.h"

namespace iotdm {

enum class Trial : uint8_t {
  kNone,
  kRunning,
  kWorked,
  kNoSuchNetwork,
  kWrongPassword,
  kNoAddress,
  kNoBroker,
  kRefusedByBroker,
  kFlashFailed,
};

// What the portal and Improv ask.
class Provisioner {
 public:
  // True when a site is stored.
  virtual bool has_network() const = 0;
  // The old settings stay until this one worked.
  virtual void try_network(const Network& network, uint32_t now_ms) = 0;
  virtual Trial trial() const = 0;
  // For what the form shows; never its passwords. Null when there is none.
  virtual const Network* current() const = 0;

 protected:
  ~Provisioner() = default;
};

struct ScannedNetwork {
  FixedText<kMaxSsid> ssid;
  int8_t rssi_dbm;
  bool open;
};

}  // namespace iotdm
