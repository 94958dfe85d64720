#include "portal_server.h"

#include <lwip/tcp.h>
#include <pgmspace.h>

#include "portal_page.h"

namespace iotdm::esp8266 {

namespace {

// The address that the Arduino core gives to an access point.
constexpr std::string_view kAddressText = "192.168.4.1";
constexpr Ip4 kAddress = {192, 168, 4, 1};
constexpr uint16_t kPort = 80;

constexpr FlashCharacters<kPortalPage.size()> kPage PROGMEM = FlashCharacters<kPortalPage.size()>(kPortalPage);

void copy(void* to, const void* from, size_t size) { memcpy_P(to, from, size); }

}  // namespace

PortalServer::PortalServer(std::string_view id, Provisioner& provisioner, NetworksInRange& networks)
    : page_(kPage.characters, kPortalPage.size(), copy),
      portal_(id, kAddressText, page_, provisioner, networks),
      dns_(kAddress),
      visits_{PortalVisit(portal_), PortalVisit(portal_), PortalVisit(portal_)} {}

PortalServer::~PortalServer() {
  if (listener_ != nullptr) {
    tcp_close(listener_);
  }
}

void PortalServer::loop(uint32_t now_ms) {
  now_ms_ = now_ms;
  if (listener_ == nullptr) {
    listen();
  }
  dns_open_ = dns_open_ || dns_.open();
  for (PortalVisit& visit : visits_) {
    visit.loop(now_ms);
  }
}

void PortalServer::listen() {
  tcp_pcb* pcb = tcp_new();
  if (pcb == nullptr) {
    return;
  }
  if (tcp_bind(pcb, IP_ADDR_ANY, kPort) == ERR_OK) {
    // It frees the one that it is given, and gives a smaller one.
    listener_ = tcp_listen_with_backlog(pcb, kVisits);
  }
  if (listener_ == nullptr) {
    tcp_close(pcb);
    return;
  }
  tcp_arg(listener_, this);
  tcp_accept(listener_, on_accepted);
}

err_t PortalServer::on_accepted(void* self, tcp_pcb* pcb, err_t error) {
  auto& server = *static_cast<PortalServer*>(self);
  for (PortalVisit& visit : server.visits_) {
    if (error == ERR_OK && visit.free()) {
      visit.begin(pcb, server.now_ms_);
      return ERR_OK;
    }
  }
  // Browsers try again.
  if (pcb != nullptr) {
    tcp_abort(pcb);
  }
  return ERR_ABRT;
}

}  // namespace iotdm::esp8266
