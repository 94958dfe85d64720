#include "improv_bench.h"

#include <utility>

namespace iotdm::test {

std::string from_hex(std::string_view digits) {
  std::string bytes;
  for (size_t i = 0; i < digits.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(std::string(digits.substr(i, 2)), nullptr, 16));
  }
  return bytes;
}

std::string improv_frame(uint8_t type, std::string_view data) {
  std::string frame = "IMPROV\x01";
  frame += static_cast<char>(type);
  frame += static_cast<char>(data.size());
  frame += data;
  uint8_t sum = 0;
  for (const char c : frame) {
    sum = static_cast<uint8_t>(sum + static_cast<uint8_t>(c));
  }
  return frame + static_cast<char>(sum);
}

std::string improv_settings(std::string_view ssid, std::string_view psk) {
  std::string data = {1, static_cast<char>(ssid.size() + psk.size() + 2), static_cast<char>(ssid.size())};
  data += ssid;
  data += static_cast<char>(psk.size());
  data += psk;
  return improv_frame(3, data);
}

void ImprovBench::send(std::string_view bytes) {
  const CoreScope core;
  improv_.receive(bytes, now_ms_);
}

std::string ImprovBench::written() {
  std::string all;
  do {
    all += std::exchange(written_, {});
    const CoreScope core;
    improv_.loop(now_ms_);
  } while (!written_.empty());
  return all;
}

void ImprovBench::write(std::string_view bytes) {
  const PortScope port;
  written_ += bytes;
}

}  // namespace iotdm::test
