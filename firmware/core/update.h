#pragma once

#include <cstdint>
#include <optional>

#include "errors.h"
#include "image_format.h"
#include "ports.h"
#include "update_request.h"

namespace iotdm {

// One update: fetches an image, and when it is whole, signed and meant for this board, lets the next boot take it.
// Everything that is checked is read back from where it will be booted from. Nothing waits: each tick does a little.
class Update {
 public:
  // `flash_bytes` is the flash layout of the running image.
  Update(const UpdatePorts& ports, System& system, uint32_t flash_bytes)
      : ports_(ports), system_(system), flash_bytes_(flash_bytes) {}

  // kNone when it begins.
  Error start(const UpdateRequest& request, uint32_t now_ms);
  void tick(uint32_t now_ms);

  // True from start() to forget().
  bool busy() const { return phase_ != Phase::kIdle; }
  // How much has arrived, in percent, in steps of 5.
  uint8_t progress() const { return progress_; }
  // How it ended, once it has: kNone when the next boot takes the new image.
  std::optional<Error> outcome() const;
  void forget() { phase_ = Phase::kIdle; }

 private:
  enum class Phase : uint8_t { kIdle, kReceiving, kChecking, kEnded };

  // Ends the update unless this is kNone.
  void go_on(Error error);
  Error receive(uint32_t now_ms);
  // Stores what has arrived; `drained` is set when there is no more of it now.
  Error store_arrived(uint32_t now_ms, bool& drained);
  Error look_at_clock(Downloader::State state, uint32_t now_ms) const;
  void begin_check();
  Error check();
  Error add_piece();
  Error check_seal();
  Error finish();

  uint32_t signed_size() const { return size_ - static_cast<uint32_t>(kSealSize); }

  UpdatePorts ports_;
  System& system_;
  uint32_t flash_bytes_;
  Phase phase_ = Phase::kIdle;
  Error error_ = Error::kNone;
  uint8_t progress_ = 0;
  bool signed_ = false;
  uint32_t size_ = 0;
  uint32_t received_ = 0;
  uint32_t checked_ = 0;
  uint32_t heard_ms_ = 0;
  uint32_t progress_ms_ = 0;
  Sha256 sha256_{};
  FirmwareVersion firmware_;
};

}  // namespace iotdm
