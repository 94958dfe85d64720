#pragma once

#include <cstdint>

#include "improv.h"

namespace iotdm::esp8266 {

// Improv on the chip's serial port. Nothing else is written there.
class ImprovPort final : private TextSink {
 public:
  ImprovPort(const Improv::About& about, Provisioner& provisioner, NetworksInRange& networks)
      : improv_(about, provisioner, networks, *this) {}

  // `allowed` is false while a pin of the configuration has one of the two GPIOs of the port. The port is opened once,
  // when it is allowed first. It only listens then: idle, what it writes with would be driven high, and without its
  // configuration a board does not know what is connected there.
  void loop(bool allowed, uint32_t now_ms);

 private:
  void write(std::string_view text) override;

  Improv improv_;
  bool opened_ = false;
  bool writing_ = false;
  bool lost_ = false;  // a pin has had the GPIOs since
};

}  // namespace iotdm::esp8266
