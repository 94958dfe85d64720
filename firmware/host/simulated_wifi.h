#pragma once

#include <cstdint>
#include <optional>

#include "networks_in_range.h"
#include "provisioner.h"

namespace iotdm::host {

// A neighbourhood of Wi-Fi networks that is not there, and a board in it that can be given one of them; see
// docs/virtual-device.md.
class SimulatedWifi final : public Provisioner, public NetworksInRange {
 public:
  void loop(uint32_t now_ms);

  bool has_network() const override { return network_.has_value(); }
  void try_network(const Network& network, uint32_t now_ms) override;
  Trial trial() const override { return trial_; }
  const Network* current() const override { return network_ ? &*network_ : nullptr; }

  void scan() override { scan_asked_ = true; }
  bool scanning() const override { return scan_asked_ || scan_began_ms_.has_value(); }
  uint8_t count() const override;
  ScannedNetwork network(uint8_t index) const override;

 private:
  std::optional<Network> network_;
  Network tried_;
  Trial trial_ = Trial::kNone;
  uint32_t trial_began_ms_ = 0;
  bool scan_asked_ = false;
  std::optional<uint32_t> scan_began_ms_;
};

}  // namespace iotdm::host
