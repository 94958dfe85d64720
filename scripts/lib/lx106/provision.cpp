// What gives a board its network, and is measured apart: Improv, the portal and its page.
#include <new>

#include "improv.h"
#include "portal_connection.h"
#include "portal_page.h"

extern "C" {

// The page lies in the flash, as the Arduino core's PROGMEM puts it there.
__attribute__((section(".irom.text.portal"))) constexpr iotdm::FlashCharacters<iotdm::kPortalPage.size()> iotdm_page(
    iotdm::kPortalPage);

alignas(iotdm::Improv) unsigned char iotdm_improv[sizeof(iotdm::Improv)];
alignas(iotdm::Portal) unsigned char iotdm_portal[sizeof(iotdm::Portal)];
alignas(iotdm::PortalConnection) unsigned char iotdm_connections[2][sizeof(iotdm::PortalConnection)];

void iotdm_provision(iotdm::Provisioner& provisioner, iotdm::NetworksInRange& networks, iotdm::TextSink& serial,
                     iotdm::FlashText::Copy copy, std::string_view bytes, char* to, uint32_t now_ms) {
  auto& improv = *new (iotdm_improv) iotdm::Improv({"IoT Device Manager", "0.1.0", "ESP8266", "5ccf7f0a1b2c"},
                                                   provisioner, networks, serial);
  improv.receive(bytes, now_ms);
  improv.loop(now_ms);
  const iotdm::FlashText page(iotdm_page.characters, iotdm::kPortalPage.size(), copy);
  auto& portal = *new (iotdm_portal) iotdm::Portal("5ccf7f0a1b2c", "192.168.4.1", page, provisioner, networks);
  for (auto& place : iotdm_connections) {
    auto& connection = *new (place) iotdm::PortalConnection(portal);
    connection.begin(now_ms);
    connection.receive(bytes, now_ms);
    connection.loop(now_ms);
    connection.read(to, 536);
  }
}
}
