// The portal as a browser meets it: bytes in, page out.
#include <doctest/doctest.h>

#include "portal_bench.h"
#include "portal_page.h"
#include "printing.h"
#include "sites.h"

namespace iotdm::test {

TEST_CASE("A phone that asks whether it is online is led to the page") {
  PortalBench bench;
  const std::string probes[] = {
      "GET /generate_204 HTTP/1.1\r\nHost: connectivitycheck.gstatic.com\r\n\r\n",
      "GET /gen_204 HTTP/1.1\r\nHost: www.google.com\r\n\r\n",
      "GET /hotspot-detect.html HTTP/1.0\r\nHost: captive.apple.com\r\nConnection: close\r\n\r\n",
      "GET /connecttest.txt HTTP/1.1\r\nHost: www.msftconnecttest.com\r\n\r\n",
      "GET /ncsi.txt HTTP/1.1\r\nHost: www.msftncsi.com\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: detectportal.firefox.com\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: example.com\r\nOrigin: http://192.168.4.1\r\nContent-Length: 9\r\n\r\nssid=Home",
      get("/favicon.ico"),
      get("/generate_204"),
  };
  for (const std::string& probe : probes) {
    CAPTURE(probe);
    CHECK(bench.ask(probe) == kRedirect);
  }
  CHECK(bench.wifi.tried().empty());
}

TEST_CASE("The page has the networks in range, strongest first") {
  PortalBench bench;
  const std::string page = bench.page();
  CHECK(status_of(page) == 200);
  CHECK(contains(page, "Content-Type: text/html; charset=utf-8\r\n"));
  CHECK(contains(page, "Board 5ccf7f0a1b2c"));
  const size_t home = page.find("value=\"Home\" required><span>Home</span><svg role=img aria-label=\"locked\">");
  const size_t workshop = page.find("value=\"Workshop\" required><span>Workshop</span><svg role=img aria-label=\"good");
  const size_t far_away = page.find("value=\"Far away\"");
  const size_t another = page.find("Another network");
  CHECK(home < workshop);
  CHECK(workshop < far_away);
  CHECK(far_away < another);
  CHECK(another != page.npos);
  CHECK(contains(page, "strong signal"));
  CHECK(contains(page, "weak signal"));
  CHECK_FALSE(contains(page, "role=alert"));
  CHECK_FALSE(contains(page, "<details open>"));
}

TEST_CASE("Without networks in range, the name is typed") {
  PortalBench bench;
  bench.wifi.in_range.clear();
  const std::string page = bench.page();
  CHECK_FALSE(contains(page, "<input type=radio"));
  CHECK(contains(page, "id=ssid name=ssid value=\"\""));
}

TEST_CASE("Who searches again sees the list as soon as it is there") {
  PortalBench bench;
  CHECK_FALSE(contains(bench.page(), "http-equiv=refresh"));
  bench.wifi.scan_slowly(true);
  CHECK(bench.ask(get("/?search")) == kRedirect);
  CHECK(bench.wifi.scans() == 1);
  const std::string searching = bench.page();
  CHECK(contains(searching, "<meta http-equiv=refresh content=3>"));
  CHECK(contains(searching, "Searching…"));
  CHECK_FALSE(contains(searching, "Search again"));
  bench.wifi.scan_slowly(false);
  CHECK(contains(bench.page(), "<a href=/?search>Search again</a>"));
  CHECK_FALSE(contains(bench.page(), "http-equiv=refresh"));
}

TEST_CASE("While a network is tried, nobody searches") {
  PortalBench bench;
  bench.wifi.try_network(network("Home"), 0);
  CHECK(bench.ask(get("/?search")) == kRedirect);
  CHECK(bench.wifi.scans() == 0);
  bench.wifi.end_trial(Trial::kWrongPassword);
  CHECK(bench.ask(get("/?search")) == kRedirect);
  CHECK(bench.wifi.scans() == 1);
}

TEST_CASE("Only so many networks are listed") {
  PortalBench bench;
  for (int i = 0; i < 100; ++i) {
    bench.wifi.add("Network " + std::to_string(i), -95, true);
  }
  const std::string page = bench.page();
  CHECK(contains(page, "\"Network 12\""));
  CHECK_FALSE(contains(page, "\"Network 13\""));
}

TEST_CASE("Half a request is waited for, but not for ever") {
  PortalBench bench;
  const std::string whole = post("pick=Workshop");
  for (size_t size = 1; size < whole.size(); ++size) {
    CAPTURE(size);
    PortalConnection connection(bench.portal);
    connection.begin(0xFFFFFF00);
    connection.receive(std::string_view(whole).substr(0, size), 0xFFFFFF00);
    connection.loop(0xFFFFFF00 + PortalConnection::kPatienceMs - 1);
    REQUIRE_FALSE(connection.answering());
    REQUIRE_FALSE(connection.finished());
    connection.loop(0xFFFFFF00 + PortalConnection::kPatienceMs);
    const std::string answer = read_all(connection, 1000);
    REQUIRE(status_of(answer) == 408);
    REQUIRE(contains(answer, "arrived too slowly"));
    REQUIRE(connection.finished());
  }
  CHECK(bench.wifi.tried().empty());
}

TEST_CASE("Who says nothing gets no answer") {
  PortalBench bench;
  PortalConnection connection(bench.portal);
  connection.begin(0);
  connection.loop(PortalConnection::kPatienceMs);
  CHECK_FALSE(connection.answering());
  CHECK(connection.finished());
}

TEST_CASE("A connection serves one browser after the other") {
  PortalBench bench;
  PortalConnection connection(bench.portal);
  connection.begin(0);
  connection.receive("POST / HTTP/1.1\r\nHost: 192.", 0);
  for (int i = 0; i < 2; ++i) {
    connection.begin(0);
    connection.receive(get("/"), 0);
    CHECK(read_all(connection, 100) == bench.page());
    CHECK(connection.finished());
  }
}

TEST_CASE("A page is the same in pieces of every size, and HEAD leaves it out") {
  PortalBench bench;
  const std::string page = bench.page();
  for (const size_t size : {1, 2, 3, 7, 31, 32, 33, 100, 536, 1460}) {
    CAPTURE(size);
    CHECK(bench.ask(get("/"), size, size) == page);
  }
  const std::string head = bench.ask("HEAD / HTTP/1.1\r\nHost: 192.168.4.1\r\n\r\n");
  CHECK(head == page.substr(0, page.find("\r\n\r\n") + 4));
}

TEST_CASE("A page that has begun does not change when the trial ends") {
  PortalBench bench;
  bench.ask(post("pick=Workshop"));
  const std::string connecting = bench.page();
  PortalConnection connection(bench.portal);
  connection.begin(0);
  connection.receive(get("/"), 0);
  std::string page(100, '\0');
  connection.read(page.data(), 100);
  bench.wifi.end_trial(Trial::kWorked);
  CHECK(page + read_all(connection, 100) == connecting);
}

TEST_CASE("Every page is whole: no mark of the template is left") {
  const Trial outcomes[] = {Trial::kNone,       Trial::kRunning,  Trial::kWorked,          Trial::kNoSuchNetwork,
                            Trial::kNoAddress,  Trial::kNoBroker, Trial::kRefusedByBroker, Trial::kWrongPassword,
                            Trial::kFlashFailed};
  for (const Trial outcome : outcomes) {
    PortalBench bench;
    bench.ask(post("pick=Workshop"));
    bench.wifi.end_trial(outcome);
    const std::string page = bench.page();
    CHECK_FALSE(contains(page, "$"));
    CHECK(contains(page, "</main>\n"));
    CHECK(page.size() < 9000);
  }
  MESSAGE("the template has ", kPortalPage.size(), " bytes, the form of three networks ", PortalBench().page().size());
}

}  // namespace iotdm::test
