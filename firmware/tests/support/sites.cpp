#include "sites.h"

#include <algorithm>

#include "contract_files.h"
#include "site_store.h"

namespace iotdm::test {

namespace {

std::string describe(const Site& site) {
  std::string text = "uses " + std::to_string(site.use);
  for (const auto& network : site.networks) {
    text += "; ";
    if (!network) {
      text += "none";
      continue;
    }
    for (const std::string_view part : {network->ssid.view(), network->psk.view(), network->host.view(),
                                        network->user.view(), network->password.view()}) {
      text += std::string(part) + " | ";
    }
    text += std::to_string(network->port);
  }
  return text;
}

Network golden_network(const JsonValue& golden) {
  Network network;
  network.ssid.assign(from_hex(golden["ssid"].text()));
  network.psk.assign(from_hex(golden["psk"].text()));
  network.host.assign(from_hex(golden["host"].text()));
  network.port = static_cast<uint16_t>(golden["port"].uint32());
  network.user.assign(from_hex(golden["user"].text()));
  network.password.assign(from_hex(golden["pass"].text()));
  return network;
}

}  // namespace

Network network(const std::string& ssid) {
  Network network;
  network.ssid.assign(ssid);
  network.psk.assign("correct horse");
  network.host.assign("192.168.1.2");
  return network;
}

std::string site_in(FakeFlash& flash) {
  SiteStore store(flash);
  store.begin();
  return store.site() == nullptr ? "no site" : describe(*store.site());
}

const JsonValue& golden_sites() {
  static const JsonValue content = JsonValue::parse(read_contract_file("site"));
  return content;
}

std::string golden_site(const JsonValue& golden) {
  Site site;
  site.use = static_cast<uint8_t>(golden["use"].uint32());
  for (uint8_t slot = 0; slot < Site::kSlots; ++slot) {
    const JsonValue& network = golden["networks"].items()[slot];
    if (!network.is_null()) {
      site.networks[slot] = golden_network(network);
    }
  }
  return describe(site);
}

FakeFlash::Sector golden_sector(const JsonValue& golden) { return sector_of(golden["record"].text()); }

FakeFlash::Sector sector_of(const std::string& digits) {
  const std::string record = from_hex(digits);
  FakeFlash::Sector sector;
  sector.fill(0xFF);
  std::copy(record.begin(), record.end(), sector.begin());
  return sector;
}

std::string from_hex(const std::string& digits) {
  std::string bytes;
  for (size_t i = 0; i < digits.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16));
  }
  return bytes;
}

}  // namespace iotdm::test
