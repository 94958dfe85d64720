#include "surroundings.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "dht_answer.h"
#include "words.h"

namespace iotdm::host {

bool set_input(SimulatedPins& pins, const JsonObject& request) {
  const auto gpio = request.find("gpio").number();
  const auto counts = request.find("analog").number();
  if (counts && *counts <= 1023) {
    pins.set_analog(static_cast<uint16_t>(*counts));
    return true;
  }
  const auto level = request.find("level").boolean();
  if (!gpio || *gpio >= kGpioAnalog || !level) {
    return false;
  }
  pins.set_outside(static_cast<uint8_t>(*gpio), *level);
  return true;
}

bool send_pulses(SimulatedPins& pins, const JsonObject& request) {
  const auto gpio = request.find("gpio").number();
  const auto count = request.find("count").number();
  const auto hertz = request.find("hertz").number();
  if (!gpio || *gpio >= kGpioAnalog || !count || !hertz || *hertz == 0 || *hertz > 10000) {
    return false;
  }
  pins.send_pulses(static_cast<uint8_t>(*gpio), *count, *hertz);
  return true;
}

bool turn(SimulatedPins& pins, const JsonObject& request) {
  const auto gpio_a = request.find("gpio").number();
  const auto gpio_b = request.find("gpio_b").number();
  const auto detents = request.find("detents").whole();
  if (!gpio_a || *gpio_a >= kGpioAnalog || !gpio_b || *gpio_b >= kGpioAnalog || !detents) {
    return false;
  }
  pins.turn(static_cast<uint8_t>(*gpio_a), static_cast<uint8_t>(*gpio_b), *detents);
  return true;
}

bool put_dht(SimulatedPins& pins, const JsonObject& request) {
  const auto gpio = request.find("gpio").number();
  const std::string bytes = from_hex(request.find("bytes").text());
  if (!gpio || *gpio >= kGpioAnalog) {
    return false;
  }
  const std::vector<uint8_t> sent(bytes.begin(), bytes.end());
  pins.set_gaps(static_cast<uint8_t>(*gpio), sent.empty() ? sent : simulation::dht_answer(sent));
  return true;
}

bool put_probes(SimulatedPins& pins, const JsonObject& request) {
  const auto gpio = request.find("gpio").number();
  std::vector<simulation::Probe> probes;
  JsonWalker walker(request.find("probes"));
  while (walker.next()) {
    JsonObject probe;
    const bool is_object = probe.parse(walker.value());
    const std::string bytes = from_hex(probe.find("rom").text());
    const auto value = probe.find("value").thousandths();
    const JsonText fault = probe.find("fault");
    const int kind = fault.present() ? index_of_word(simulation::kProbeFaults, fault.text()) : 0;
    simulation::Probe::Rom rom{};
    if (!is_object || bytes.size() != rom.size() || !value || kind < 0) {
      return false;
    }
    std::copy(bytes.begin(), bytes.end(), rom.begin());
    probes.emplace_back(rom, static_cast<int16_t>(*value * 2 / 125), static_cast<simulation::ProbeFault>(kind));
  }
  if (!gpio || *gpio >= kGpioAnalog || !walker.complete()) {
    return false;
  }
  pins.bus(static_cast<uint8_t>(*gpio)).probes = std::move(probes);
  return true;
}

bool put_part(SimulatedPins& pins, const JsonObject& request) {
  const auto sda = request.find("sda").number();
  const auto scl = request.find("scl").number();
  const auto address = request.find("address").number();
  if (!sda || *sda >= kGpioAnalog || !scl || *scl >= kGpioAnalog || !address || *address > 0x7F) {
    return false;
  }
  SimulatedParts::Answers answers;
  JsonWalker walker(request.find("answers"));
  while (walker.next()) {
    using Bytes = SimulatedParts::Bytes;
    answers[from_hex<Bytes>(walker.key())] = from_hex<Bytes>(walker.value().text());
  }
  pins.parts().put({static_cast<uint8_t>(*sda), static_cast<uint8_t>(*scl), static_cast<uint8_t>(*address)},
                   std::move(answers));
  return true;
}

}  // namespace iotdm::host
