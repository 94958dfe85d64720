// What a browser sends in a form, and what the page says of it.
#include <doctest/doctest.h>

#include "portal_bench.h"
#include "printing.h"
#include "utf8.h"

namespace iotdm::test {

TEST_CASE("A form is tried, and the page tells what becomes of it") {
  PortalBench bench;
  const std::string form = "pick=Home&ssid=&psk=correct+horse&host=&port=&user=&password=";
  CHECK(bench.ask(post(form)) == kRedirect);
  REQUIRE(bench.wifi.tried().size() == 1);
  CHECK(bench.wifi.tried().front().ssid.view() == "Home");
  CHECK(bench.wifi.tried().front().psk.view() == "correct horse");

  const std::string connecting = bench.page();
  CHECK(contains(connecting, "<meta http-equiv=refresh content=2>"));
  CHECK(contains(connecting, "The board tries “Home”."));
  CHECK_FALSE(contains(connecting, "<form"));

  bench.wifi.end_trial(Trial::kWorked);
  const std::string done = bench.page();
  CHECK(contains(done, "Done. You can close this page."));
  CHECK_FALSE(contains(done, "http-equiv=refresh"));
  CHECK_FALSE(contains(done, "<form"));
}

TEST_CASE("While a network is tried, no other one is") {
  PortalBench bench;
  bench.ask(post("pick=Home&psk=correct+horse"));
  CHECK(bench.ask(post("pick=Workshop")) == kRedirect);
  CHECK(bench.wifi.tried().size() == 1);
  CHECK(contains(bench.page(), "The board tries “Home”."));
}

TEST_CASE("Each way in which a trial can end has its words, beside the field that can help") {
  struct Case {
    Trial outcome;
    std::string_view host;
    std::string_view field;
    std::string_view words;
  };
  const Case cases[] = {
      {Trial::kNoSuchNetwork, "", "aria-describedby=en>", "The board does not see this network."},
      {Trial::kNoAddress, "", "aria-describedby=en>", "gave it no address"},
      {Trial::kWrongPassword, "", "aria-describedby=\"hk ek\"", "The network did not accept this password."},
      {Trial::kNoBroker, "", "aria-describedby=\"hh eh\"", "Wi-Fi works, but no broker was found."},
      {Trial::kNoBroker, "10.0.0.9", "aria-describedby=\"hh eh\"",
       "Wi-Fi works, but no broker answers at this address."},
      {Trial::kRefusedByBroker, "", "aria-describedby=eu>", "The broker did not accept this user name and password."},
      {Trial::kFlashFailed, "", "role=alert>The board could not", "its memory does not work"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.words);
    PortalBench bench;
    bench.ask(post("pick=Home&psk=correct+horse&user=hans&password=broker+secret&host=" + std::string(c.host)));
    bench.wifi.end_trial(c.outcome);
    const std::string page = bench.page();
    CHECK(contains(page, c.field));
    CHECK(contains(page, c.words));
    CHECK(contains(page, "role=alert"));
    CHECK(contains(page, "value=\"Home\" required checked>"));
    CHECK(contains(page, "id=user name=user value=\"hans\""));
    CHECK(contains(page, "<details open>"));
    CHECK_FALSE(contains(page, "correct horse"));
    CHECK_FALSE(contains(page, "broker secret"));
  }
}

TEST_CASE("Each mistake in the form has its words, and nothing is tried") {
  struct Case {
    std::string form;
    std::string_view field;
    std::string_view words;
  };
  const std::string letters(70, 'x');
  const Case cases[] = {
      {"pick=&ssid=", "aria-describedby=en>", "Choose a network, or enter its name."},
      {"ssid=" + letters, "aria-describedby=en>", "at most 32 characters; letters with accents"},
      {"ssid=Home&psk=short", "aria-describedby=\"hk ek\"", "8 to 63 letters"},
      {"ssid=Home&psk=gr%C3%BCnspan", "aria-describedby=\"hk ek\"", "8 to 63 letters"},
      {"ssid=Home&host=" + letters, "aria-describedby=\"hh eh\"", "Only a name or an address fits here"},
      {"ssid=Home&port=0", "aria-describedby=eo>", "A port is a number"},
      {"ssid=Home&user=" + letters, "aria-describedby=eu>", "A user name has at most 32 characters."},
      {"ssid=Home&password=" + letters, "aria-describedby=ew>", "at most 64 characters."},
      {"ssid=Home%2", "role=alert>One of the texts arrived damaged.", "Please enter them again."},
  };
  for (const Case& c : cases) {
    CAPTURE(c.form);
    PortalBench bench;
    const std::string page = bench.submit(c.form);
    CHECK(contains(page, c.field));
    CHECK(contains(page, c.words));
    CHECK(bench.wifi.tried().empty());
  }
}

TEST_CASE("What was entered stands in the form again, without the passwords") {
  PortalBench bench;
  const std::string page =
      bench.submit("pick=&ssid=Caf%C3%A9&psk=short&host=192.168.1.10&port=1884&user=hans&password=broker+secret");
  CHECK(contains(page, "required id=o checked"));
  CHECK(contains(page, "name=ssid value=\"Café\""));
  CHECK(contains(page, "name=host value=\"192.168.1.10\""));
  CHECK(contains(page, "name=port value=\"1884\""));
  CHECK(contains(page, "name=user value=\"hans\""));
  CHECK_FALSE(contains(page, "short"));
  CHECK_FALSE(contains(page, "broker secret"));
}

TEST_CASE("The portal keeps no password, whatever became of the form") {
  for (const std::string form : {"pick=Home&psk=correct+horse&password=secret", "psk=correct+horse&password=secret"}) {
    PortalBench bench;
    bench.submit(form);
    const std::string_view memory(reinterpret_cast<const char*>(&bench.portal), sizeof(bench.portal));
    CHECK_FALSE(contains(memory, "correct horse"));
    CHECK_FALSE(contains(memory, "secret"));
  }
}

TEST_CASE("A form is filled in with what the board has, without the passwords") {
  PortalBench bench;
  Network stored;
  stored.ssid.assign("Workshop");
  stored.psk.assign("correct horse");
  stored.host.assign("10.0.0.9");
  stored.password.assign("broker secret");
  bench.wifi.store(stored);
  const std::string page = bench.page();
  CHECK(contains(page, "value=\"Workshop\" required checked>"));
  CHECK(contains(page, "name=host value=\"10.0.0.9\""));
  CHECK(contains(page, "name=port value=\"\""));
  CHECK_FALSE(contains(page, "correct horse"));
  CHECK_FALSE(contains(page, "broker secret"));
}

TEST_CASE("A mistake is forgotten when the next form is right") {
  PortalBench bench;
  bench.submit("pick=Home&psk=short");
  CHECK(contains(bench.submit("pick=Home&psk=correct+horse"), "The board tries"));
}

TEST_CASE("Names of networks cannot write the page") {
  PortalBench bench;
  bench.wifi.in_range.clear();
  bench.wifi.add("<script>alert(1)</script>", -40, true);
  bench.wifi.add("\" onload=\"x", -50, true);
  bench.wifi.add("a&lt;b$[F$r", -60, true);
  bench.wifi.add("tab\tbell\x07", -70, true);
  bench.wifi.add("\xff\xfe", -80, true);
  const std::string page = bench.submit("ssid=%3Cb%3E%22%27%26&psk=short&host=%3Ci%3E&user=%22%3E%3Cu%3E");
  CHECK(is_utf8(page));
  CHECK(contains(page, "&lt;script&gt;alert(1)&lt;/script&gt;"));
  CHECK(contains(page, "value=\"&quot; onload=&quot;x\""));
  CHECK(contains(page, "<span>a&amp;lt;b$[F$r</span>"));
  CHECK(contains(page, "<span>tab bell </span>"));
  CHECK(contains(page, "name=ssid value=\"&lt;b&gt;&quot;'&amp;\""));
  CHECK(contains(page, "name=host value=\"&lt;i&gt;\""));
  CHECK(contains(page, "name=user value=\"&quot;&gt;&lt;u&gt;\""));
  CHECK_FALSE(contains(page, "<script"));
  CHECK_FALSE(contains(page, "<span></span>"));
}

TEST_CASE("A name that was cut within a character is shown up to it") {
  PortalBench bench;
  std::string umlauts;
  for (int i = 0; i < 20; ++i) {
    umlauts += "x%F0%9F%8C%B1";
  }
  const std::string page = bench.submit("ssid=" + umlauts);
  CHECK(is_utf8(page));
  CHECK(contains(page, "value=\"x🌱x🌱x🌱x🌱x🌱x🌱x🌱x🌱x🌱x🌱x🌱x🌱x\""));
}

TEST_CASE("A form that did not come from our own page changes nothing") {
  PortalBench bench;
  const std::string_view origins[] = {"", "Origin: null\r\n", "Origin: http://example.com\r\n"};
  for (const std::string_view origin : origins) {
    CAPTURE(origin);
    std::string request = "POST / HTTP/1.1\r\nHost: 192.168.4.1\r\n";
    request += origin;
    request += "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 13\r\n\r\npick=Workshop";
    const std::string answer = bench.ask(request);
    CHECK(status_of(answer) == 403);
    CHECK(contains(answer, "came from another page"));
  }
  CHECK(bench.wifi.tried().empty());
}

TEST_CASE("What is no form of ours is refused, in words") {
  const std::string own = "POST / HTTP/1.1\r\nHost: 192.168.4.1\r\nOrigin: http://192.168.4.1\r\n";
  const std::string type = "Content-Type: application/x-www-form-urlencoded\r\n";
  struct Case {
    std::string request;
    int status;
    std::string_view words;
  };
  const Case cases[] = {
      {own + "Content-Type: text/plain\r\nContent-Length: 9\r\n\r\nssid=Home", 415, "did not understand"},
      {own + "Content-Length: 9\r\n\r\nssid=Home", 415, "did not understand"},
      {own + type + "\r\nssid=Home", 411, "did not understand"},
      {own + type + "Transfer-Encoding: chunked\r\n\r\n9\r\nssid=Home\r\n0\r\n\r\n", 411, "did not understand"},
      {own + type + "Content-Length: 4097\r\n\r\nssid=Home", 413, "more than the board can read"},
      {own + type + "Content-Length: 99999999999\r\n\r\nssid=Home", 413, "more than the board can read"},
      {own + type + "Content-Length: -9\r\n\r\nssid=Home", 400, "did not understand"},
      {"PUT / HTTP/1.1\r\nHost: 192.168.4.1\r\n\r\n", 405, "did not understand"},
      {"\x16\x03\x01\x02\x00", 400, "did not understand"},
      {"GET /" + std::string(9000, 'x'), 431, "more than the board can read"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.request);
    PortalBench bench;
    const std::string answer = bench.ask(c.request);
    CHECK(status_of(answer) == c.status);
    CHECK(contains(answer, c.words));
    CHECK(contains(answer, "Back to the form"));
    CHECK(bench.wifi.tried().empty());
  }
}

TEST_CASE("Rubbish behind a request is not looked at") {
  PortalBench bench;
  const std::string rubbish = "&ssid=Other\r\n\r\nPOST / HTTP/1.1\r\n\x01\xff";
  CHECK(status_of(bench.ask(get("/") + rubbish)) == 200);
  CHECK(bench.ask(post("pick=Workshop") + rubbish) == kRedirect);
  REQUIRE(bench.wifi.tried().size() == 1);
  CHECK(bench.wifi.tried().front().ssid.view() == "Workshop");
}

TEST_CASE("An empty form is a form") {
  PortalBench bench;
  CHECK(bench.ask(post("")) == kRedirect);
  CHECK(contains(bench.page(), "Choose a network, or enter its name."));
}

TEST_CASE("Of two forms that arrive at the same time, the one that began last is read") {
  PortalBench bench;
  const std::string first = post("pick=Home&psk=first+password");
  const std::string second = post("pick=Workshop");
  const size_t most = first.size() - 10;
  PortalConnection one(bench.portal);
  PortalConnection other(bench.portal);
  one.begin(0);
  other.begin(0);
  one.receive(std::string_view(first).substr(0, most), 0);
  other.receive(std::string_view(second).substr(0, second.size() - 1), 0);
  one.receive(std::string_view(first).substr(most), 0);
  other.receive(std::string_view(second).substr(second.size() - 1), 0);
  const std::string refusal = read_all(one, 1000);
  CHECK(status_of(refusal) == 409);
  CHECK(contains(refusal, "Another form arrived at the same time."));
  CHECK(read_all(other, 1000) == kRedirect);
  REQUIRE(bench.wifi.tried().size() == 1);
  CHECK(bench.wifi.tried().front().ssid.view() == "Workshop");
  CHECK(bench.wifi.tried().front().psk.empty());
}

}  // namespace iotdm::test
