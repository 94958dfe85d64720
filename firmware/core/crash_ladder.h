#pragma once

#include <cstdint>

#include "ports.h"

namespace iotdm {

// How little a device does after crashes; `safe` in its status.
enum class SafeMode : uint8_t { kNone, kPrevious, kNoPins, kNetworkOnly, kPortal };

// Counts the crashes that came soon after their boot, in memory that survives them. Every third one makes the device do
// less. A healthy run forgives them all: the next boot begins anew, and so it does after every reset that is no crash.
class CrashLadder {
 public:
  static constexpr uint8_t kCrashesPerStep = 3;
  static constexpr uint32_t kHealthyMs = 60000;

  explicit CrashLadder(RtcMemory& memory) : memory_(memory) {}

  // Call it before anything that may crash: what crashes behind this is counted at the next boot.
  void begin(bool after_crash, uint32_t now_ms);
  // The crash that begin() counted is counted elsewhere.
  void take_back();
  // Goes one step further without a crash, because the present one is impossible.
  void skip();
  // Begins anew: the next crash is the first.
  void reset();
  // After a minute the run is healthy: its end will not count, and all crashes before it are forgiven at the next boot.
  // Until then the mode stays what it is.
  void tick(uint32_t now_ms);

  SafeMode mode() const { return mode_of(record_.crashes); }
  // The one of the run before this boot.
  SafeMode last_mode() const { return last_mode_; }

 private:
  struct Record {
    uint16_t crashes = 0;
    bool young = false;  // the run has not been healthy yet
  };

  static SafeMode mode_of(uint16_t crashes) { return static_cast<SafeMode>(crashes / kCrashesPerStep); }
  // Empty after power-on, when the memory holds anything.
  Record read();
  void write();

  RtcMemory& memory_;
  Record record_;
  SafeMode last_mode_ = SafeMode::kNone;
  bool counted_ = false;
  uint32_t begun_ms_ = 0;
};

}  // namespace iotdm
