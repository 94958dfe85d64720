#pragma once

#include <string>
#include <string_view>

#include "fake_wifi.h"
#include "portal_connection.h"

namespace iotdm::test {

// The page as it lies in the chip's flash: the sanitizer ends the test when anybody reads it but by the layer's copy.
const FlashText& page_in_flash();

constexpr std::string_view kAddress = "192.168.4.1";
// The answer that leads a browser to the page.
constexpr std::string_view kRedirect =
    "HTTP/1.1 302 \r\nConnection: close\r\nCache-Control: no-store\r\nLocation: http://192.168.4.1/\r\n"
    "Content-Length: 0\r\n\r\n";

// `GET <target>` to our own address.
std::string get(std::string_view target, std::string_view headers = "");
// A form sent by our own page.
std::string post(std::string_view form, std::string_view headers = "");

// A board with its portal, and browsers that talk to it.
class PortalBench {
 public:
  FakeWifi wifi;
  Portal portal{"5ccf7f0a1b2c", kAddress, page_in_flash(), wifi, wifi};

  PortalBench();

  // What a browser gets that sends these bytes, so many at a time, and reads so many at a time; empty when it is kept
  // waiting.
  std::string ask(std::string_view bytes, size_t piece_size = std::string_view::npos, size_t read_size = 1000);
  // The page that follows a form.
  std::string submit(std::string_view form);
  std::string page() { return ask(get("/")); }
};

// What a connection has to say, so many bytes at a time.
std::string read_all(PortalConnection& connection, size_t read_size);

bool contains(std::string_view text, std::string_view part);
// 200, 302, …; 0 when there is no answer.
int status_of(std::string_view answer);

}  // namespace iotdm::test
