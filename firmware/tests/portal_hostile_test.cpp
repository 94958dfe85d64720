// What must hold whatever a browser sends. The sanitizers watch meanwhile.
#include <doctest/doctest.h>

#include <random>

#include "portal_bench.h"
#include "utf8.h"

namespace iotdm::test {

namespace {

const std::string kRequests[] = {
    get("/"),
    get("/generate_204", "Accept-Language: de\r\nCookie: a=b\r\n"),
    post("pick=Home&ssid=&psk=correct+horse&host=&port=&user=&password="),
    post("pick=&ssid=Caf%C3%A9&psk=correct+horse&host=192.168.1.10&port=1884&user=hans&password=x", "Accept: */*\r\n"),
    "HEAD / HTTP/1.0\r\n\r\n",
};

const std::string_view kParts[] = {
    "\r\n",
    "\n",
    "\r\n\r\n",
    ":",
    " ",
    "HTTP/1.1",
    "Content-Length: 9",
    "Content-Length: 99999999999",
    "Origin:",
    "&",
    "%",
    "%00",
    "=",
    "\t",
    "Host: 192.168.4.1\r\n",
    "\xff\xfe",
    "$[F",
    "$/",
    "<script>",
    "%F0%9F",
    "ssid=",
    "psk=",
    "pick=",
    "Transfer-Encoding: chunked\r\n",
};

std::string mutated(std::mt19937& random) {
  std::string bytes = kRequests[random() % std::size(kRequests)];
  for (auto changes = random() % 6; changes > 0; --changes) {
    const size_t at = random() % bytes.size();
    switch (random() % 4) {
      case 0:
        bytes[at] = static_cast<char>(random());
        break;
      case 1:
        bytes.insert(at, kParts[random() % std::size(kParts)]);
        break;
      case 2:
        bytes.insert(at, bytes.substr(random() % bytes.size(), 100));
        break;
      default:
        bytes.erase(at, random() % 16);
        bytes += 'x';
        break;
    }
  }
  return bytes;
}

}  // namespace

TEST_CASE("Whatever a browser sends, it gets a whole answer or is told that it is too slow") {
  std::mt19937 random(20264);
  int answers[6] = {};
  for (int i = 0; i < 20000; ++i) {
    PortalBench bench;
    const std::string bytes = mutated(random);
    CAPTURE(bytes);
    PortalConnection connection(bench.portal);
    connection.begin(0);
    const size_t piece = 1 + random() % 100;
    for (size_t at = 0; at < bytes.size(); at += piece) {
      connection.receive(std::string_view(bytes).substr(at, piece), 0);
    }
    connection.loop(PortalConnection::kPatienceMs);
    const std::string answer = read_all(connection, 700);
    ++answers[status_of(answer) / 100];
    REQUIRE(connection.finished());
    REQUIRE(is_utf8(answer));
    REQUIRE(contains(answer, "\r\n\r\n"));
    for (const Network& network : bench.wifi.tried()) {
      REQUIRE(check(network) == NetworkError::kNone);
    }
    // The portal is as good as before.
    bench.wifi.end_trial(Trial::kNone);
    const std::string page = bench.page();
    REQUIRE(contains(page, "</main>\n"));
    REQUIRE_FALSE(contains(page, "<script"));
  }
  MESSAGE(answers[2], " pages, ", answers[3], " redirects, ", answers[4], " refusals");
  CHECK(answers[2] > 1000);
  CHECK(answers[3] > 1000);
  CHECK(answers[4] > 1000);
}

TEST_CASE("An endless request is ended") {
  PortalBench bench;
  const std::string_view beginnings[] = {"", "GET /", "GET / HTTP/1.1\r\n",
                                         "GET / HTTP/1.1\r\nA: ", "POST / HTTP/1.1\r\nContent-Length: "};
  for (const std::string_view beginning : beginnings) {
    for (const std::string_view endless : {"x", " ", "1", "a: b\r\n"}) {
      CAPTURE(beginning);
      CAPTURE(endless);
      std::string bytes(beginning);
      while (bytes.size() < 20000) {
        bytes += endless;
      }
      CHECK(status_of(bench.ask(bytes)) / 100 == 4);
    }
  }
}

}  // namespace iotdm::test
