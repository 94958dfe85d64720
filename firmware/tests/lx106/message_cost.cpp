// How many instructions it takes from a message's first byte to what it is for: of a configuration and of sets until
// the outputs have their levels, and until the result is handed over; and a state. With 16 pins that all run, and as
// many rules and options as fit. And how much heap it took, in bytes.
#include <cstdio>
#include <cstdlib>

#include "one_wire_bus.h"
#include "online_board.h"

namespace {

using namespace iotdm;

constexpr char kNothing[] = R"({"revision":1,"manager":"k3v9x2m8qa5b7c1d","role":"r7w2c5t1zp4k8m3n","pins":[]})";

// As the manager writes it.
constexpr char kConfig[] =
    R"({"revision":4294967294,"manager":"k3v9x2m8qa5b7c1d","role":"r7w2c5t1zp4k8m3n","pins":[)"
    R"({"key":"a","type":"light","gpio":4,"initial":"on","gamma":2.8,"min":0.125,"frequency":4999},)"
    R"({"key":"b","type":"light","gpio":5,"initial":"on","gamma":2.8,"min":0.125,"frequency":4999},)"
    R"({"key":"c","type":"light","gpio":12,"initial":"on","gamma":2.8,"brightness":128},)"
    R"({"key":"d","type":"light","gpio":13,"initial":"on","gamma":2.8,"brightness":64,"auto_off":3600.5},)"
    R"({"key":"e","type":"light","gpio":14,"invert":true,"initial":"restore","fade_ms":400},)"
    R"({"key":"f","type":"digital_output","gpio":0,"failsafe":"off","min_on":30,"max_per_min":6,"group":1,"dead_ms":900},)"
    R"({"key":"g","type":"digital_output","gpio":15,"failsafe":"off","min_on":30,"max_per_min":6,"group":1,"dead_ms":900},)"
    R"({"key":"h","type":"digital_output","gpio":16,"initial":"on","auto_off":600,"max_per_min":6},)"
    R"({"key":"i","type":"button","gpio":1,"pull":"up","invert":true},)"
    R"({"key":"j","type":"button","gpio":3,"pull":"up","invert":true},)"
    R"({"key":"k","type":"analog_input","gpio":17,"every":60},)"
    R"({"key":"l","type":"ds18b20","gpio":2,"rom":"28d5c4b3a2010068"},)"
    R"({"key":"m","type":"ds18b20","gpio":2,"rom":"28aa01b4c7d8033a"},)"
    R"({"key":"n","type":"ds18b20","gpio":2,"rom":"283c55d1f6490e2d"},)"
    R"({"key":"o","type":"ds18b20","gpio":2,"rom":"28f1907e2b6612d5"},)"
    R"({"key":"p","type":"ds18b20","gpio":2,"rom":"2877e0a1b20c5fdb"}],"rules":[)"
    R"({"when":"i.click","do":"a.toggle","only":"offline"},)"
    R"({"when":"i.double","do":"b.toggle","only":"offline"},)"
    R"({"when":"i.hold","do":"a.dim","only":"offline"},)"
    R"({"when":"i.triple","do":"h.toggle","only":"offline"},)"
    R"({"when":"j.click","do":"c.toggle","only":"offline"},)"
    R"({"when":"j.double","do":"d.toggle","only":"offline"},)"
    R"({"when":"j.hold","do":"c.dim","only":"offline"},)"
    R"({"when":"j.triple","do":"e.toggle","only":"offline"},)"
    R"({"when":"i.hold","do":"f.on"},)"
    R"({"when":"j.hold","do":"f.off"},)"
    R"({"when":"j.press","do":"g.on"},)"
    R"({"when":"j.release","do":"g.off"},)"
    R"({"when":"i.hold_release","do":"e.on"},)"
    R"({"when":"j.hold_release","do":"d.off"},)"
    R"({"when":"i.change","do":"h.follow"},)"
    R"({"when":"j.hold","do":"e.dim"}]})";

constexpr uint8_t kOutputs = 8;

constexpr char kSetRelay[] = R"({"id":"a1b2c30","session":"%08x","until":4000000,"pins":{"g":true}})";
constexpr char kSetLight[] =
    R"({"id":"a1b2c31","session":"%08x","until":4000000,"pins":{"c":{"on":true,"brightness":77,"transition_ms":0}}})";

// Five probes that measure.
class ProbedGpio final : public WatchedGpio {
 public:
  bool reset_one_wire(uint8_t /*gpio*/) override {
    for (simulation::Probe& probe : probes_) {
      probe.reset();
    }
    return true;
  }

  bool one_wire_slot(uint8_t /*gpio*/, bool bit) override {
    bool line = bit;
    for (const simulation::Probe& probe : probes_) {
      line = line && probe.level();
    }
    for (simulation::Probe& probe : probes_) {
      probe.hear(line);
    }
    return line;
  }

 private:
  using Probe = simulation::Probe;
  static constexpr int16_t kSixteenths = 345;

  std::array<Probe, 5> probes_ = {
      Probe({0x28, 0xd5, 0xc4, 0xb3, 0xa2, 0x01, 0x00, 0x68}, kSixteenths, simulation::ProbeFault::kNone),
      Probe({0x28, 0xaa, 0x01, 0xb4, 0xc7, 0xd8, 0x03, 0x3a}, kSixteenths, simulation::ProbeFault::kNone),
      Probe({0x28, 0x3c, 0x55, 0xd1, 0xf6, 0x49, 0x0e, 0x2d}, kSixteenths, simulation::ProbeFault::kNone),
      Probe({0x28, 0xf1, 0x90, 0x7e, 0x2b, 0x66, 0x12, 0xd5}, kSixteenths, simulation::ProbeFault::kNone),
      Probe({0x28, 0x77, 0xe0, 0xa1, 0xb2, 0x0c, 0x5f, 0xdb}, kSixteenths, simulation::ProbeFault::kNone)};
};

[[noreturn]] void fail(const char* what) {
  std::printf("%s\n", what);
  machine::exit(1);
}

// Receives a message, and prints what it took until the levels and until the result. Returns what the loop between them
// took until the state was handed over.
uint32_t measure(OnlineBoard& board, const char* tail, std::string_view payload, const char* levels,
                 const char* result) {
  board.mqtt.ok = false;
  board.flash.cost = 0;
  const uint32_t begun = machine::instructions();
  board.receive(tail, payload);
  const uint32_t flash = board.flash.cost;
  const uint32_t driven = board.gpio.driven;
  const uint32_t received = machine::instructions();
  board.run(1);
  if (!board.mqtt.ok || static_cast<int32_t>(driven - begun) <= 0) {
    fail(levels);
  }
  machine::print_value(levels, driven - begun - flash);
  machine::print_value(result, board.mqtt.result - begun - board.flash.cost);
  return board.mqtt.state - received - (board.flash.cost - flash);
}

}  // namespace

int main() {
  static ProbedGpio gpio;
  static OnlineBoard board(gpio);
  board.start(kNothing);
  board.run(5000);
  measure(board, kTopicConfig, kConfig, "config_to_levels", "config_to_result");
  if (gpio.outputs != kOutputs) {
    fail("outputs");
  }
  // Long enough for all probes to be read, and for the relays to rest.
  board.run(20000);

  char payload[128];
  const auto set = [&payload](const char* form) {
    const auto size = std::snprintf(payload, sizeof(payload), form, static_cast<unsigned>(board.session()));
    return std::string_view(payload, static_cast<size_t>(size));
  };
  measure(board, kTopicSet, set(kSetRelay), "set_to_level", "set_to_result");
  board.run(100);
  const uint32_t snapshot = measure(board, kTopicSet, set(kSetLight), "set_light_to_level", "set_light_to_result");
  machine::print_value("snapshot", snapshot);

  machine::print_value("heap_high_water", machine::heap_high_water());
  // A counter that does not count proves nothing.
  char* volatile any = new char;
  delete any;
  return machine::heap_high_water() > 0 ? 0 : 1;
}
