#pragma once

#include <array>
#include <cstdint>

#include "answers.h"
#include "errors.h"
#include "json_writer.h"
#include "one_wire.h"
#include "ports.h"

namespace iotdm {

// Finds the probes of a bus and what each measures, so that somebody can tell them apart. Pins go on meanwhile, also
// those of the same bus.
class ProbeScan {
 public:
  // More do not fit; another scan begins behind the last one.
  static constexpr uint8_t kMost = 4;

  explicit ProbeScan(Gpio& gpio) : gpio_(gpio) {}

  void start(std::string_view id, uint8_t gpio, const Rom& after);
  void tick(uint32_t now_ms);
  // Ends it with this error.
  void fail(Error error);
  // Lets go of the GPIO, which no pin must have.
  void release() { gpio_.set_mode(number_, PinMode::kInput); }

  bool running() const { return stage_ != Stage::kIdle && stage_ != Stage::kDone; }
  bool done() const { return stage_ == Stage::kDone; }
  uint8_t gpio() const { return number_; }
  // The command that started it; empty when it is over.
  const MessageId& id() const { return id_; }

  // The members of the answer behind the ones that all results have.
  void write(JsonWriter& json) const;
  void forget();

 private:
  enum class Stage : uint8_t { kIdle, kSearching, kSettingUp, kMeasuring, kReading, kDone };

  struct Probe {
    Rom rom;
    int16_t sixteenths;
  };

  void search(const OneWire& bus);
  void ask(const OneWire& bus, uint32_t now_ms);

  Gpio& gpio_;
  uint32_t measured_ms_ = 0;
  Stage stage_ = Stage::kIdle;
  Error error_ = Error::kNone;
  uint8_t number_ = 0;
  uint8_t count_ = 0;
  uint8_t index_ = 0;
  uint8_t failures_ = 0;
  bool more_ = false;
  OneWireSearch search_;
  MessageId id_;
  std::array<Probe, kMost> probes_;
};

}  // namespace iotdm
