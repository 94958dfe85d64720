#include "portal_bench.h"

#include <cstring>

#include "heap_watch.h"
#include "portal_page.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(address, size)
#define ASAN_UNPOISON_MEMORY_REGION(address, size)
#endif

namespace iotdm::test {

namespace {

constexpr FlashCharacters<kPortalPage.size()> kPage(kPortalPage);

void copy_from_flash(void* to, const void* from, size_t size) {
  ASAN_UNPOISON_MEMORY_REGION(kPage.characters, sizeof(kPage.characters));
  std::memcpy(to, from, size);
  ASAN_POISON_MEMORY_REGION(kPage.characters, sizeof(kPage.characters));
}

}  // namespace

const FlashText& page_in_flash() {
  static const FlashText page(kPage.characters, kPortalPage.size(), copy_from_flash);
  return page;
}

std::string get(std::string_view target, std::string_view headers) {
  std::string request = "GET ";
  request += target;
  request += " HTTP/1.1\r\nHost: 192.168.4.1\r\nAccept: text/html\r\n";
  request += headers;
  return request + "\r\n";
}

std::string post(std::string_view form, std::string_view headers) {
  std::string request = "POST / HTTP/1.1\r\nHost: 192.168.4.1\r\nOrigin: http://192.168.4.1\r\n";
  request += "Content-Type: application/x-www-form-urlencoded\r\n";
  request += headers;
  request += "Content-Length: " + std::to_string(form.size()) + "\r\n\r\n";
  return request.append(form);
}

PortalBench::PortalBench() {
  wifi.add("Home", -48, false);
  wifi.add("Workshop", -70, true);
  wifi.add("Far away", -90, false);
}

std::string PortalBench::ask(std::string_view bytes, size_t piece_size, size_t read_size) {
  const CoreScope core;
  PortalConnection connection(portal);
  connection.begin(0);
  for (size_t at = 0; at < bytes.size(); at += piece_size < bytes.size() ? piece_size : bytes.size()) {
    connection.receive(bytes.substr(at, piece_size), 0);
  }
  return read_all(connection, read_size);
}

std::string PortalBench::submit(std::string_view form) {
  ask(post(form));
  return page();
}

std::string read_all(PortalConnection& connection, size_t read_size) {
  const PortScope port;
  std::string all;
  std::string piece(read_size, '\0');
  while (connection.answering()) {
    const CoreScope core;
    const size_t size = connection.read(piece.data(), read_size);
    const PortScope our_own;
    all.append(piece, 0, size);
  }
  return all;
}

bool contains(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

int status_of(std::string_view answer) {
  return answer.substr(0, 9) == "HTTP/1.1 " ? std::stoi(std::string(answer.substr(9, 3))) : 0;
}

}  // namespace iotdm::test
