#include "site_store.h"

#include <doctest/doctest.h>

#include "crc32.h"
#include "printing.h"
#include "sites.h"

namespace iotdm {

using test::FakeFlash;
using test::golden_sector;
using test::golden_site;
using test::golden_sites;
using test::network;
using test::site_in;

namespace {

const std::string kNone = "no site";

struct Booted {
  explicit Booted(FakeFlash& flash) : store(flash) { store.begin(); }
  SiteStore store;
};

FakeFlash flash_with(const FakeFlash::Sector& sector, uint8_t number = kSectorSiteA) {
  FakeFlash flash;
  flash.sector(number) = sector;
  return flash;
}

const test::JsonValue& golden(size_t index) { return golden_sites()["sites"].items()[index]; }

// Makes header and content fit each other again.
void sign(FakeFlash::Sector& sector, uint32_t size) {
  const uint32_t hash = crc32(sector.data() + 64, size);
  for (int i = 0; i < 4; ++i) {
    sector[8 + i] = static_cast<uint8_t>(size >> (8 * i));
    sector[12 + i] = static_cast<uint8_t>(hash >> (8 * i));
  }
  const uint32_t check = crc32(sector.data(), 16);
  for (int i = 0; i < 4; ++i) {
    sector[16 + i] = static_cast<uint8_t>(check >> (8 * i));
  }
}

}  // namespace

TEST_CASE("What a flashing step writes is read as it was meant") {
  for (const auto& golden : golden_sites()["sites"].items()) {
    CAPTURE(golden["name"].text());
    FakeFlash flash = flash_with(golden_sector(golden));
    CHECK(site_in(flash) == golden_site(golden));
  }
}

TEST_CASE("What the device writes is the same record, taken over") {
  for (const auto& golden : golden_sites()["sites"].items()) {
    CAPTURE(golden["name"].text());
    FakeFlash flash = flash_with(golden_sector(golden));
    Booted boot(flash);
    const uint8_t use = boot.store.site()->use;
    REQUIRE(boot.store.use(use));
    FakeFlash::Sector expected = golden_sector(golden);
    const std::string header = "IMS1";
    CHECK(std::string(flash.sector(kSectorSiteB).begin(), flash.sector(kSectorSiteB).begin() + 4) == header);
    expected[4] = 2;
    std::fill(expected.begin() + 20, expected.begin() + 24, uint8_t{0});
    sign(expected, static_cast<uint32_t>(golden["record"].text().size() / 2 - 64));
    CHECK(flash.sector(kSectorSiteB) == expected);
    CHECK(site_in(flash) == golden_site(golden));
  }
}

TEST_CASE("Networks are stored in their slots, and the first one is in use") {
  FakeFlash flash;
  CHECK(site_in(flash) == kNone);
  Booted boot(flash);
  CHECK(boot.store.site() == nullptr);
  CHECK(boot.store.store(0, network("Home")));
  CHECK(boot.store.store(1, network("New")));
  CHECK(boot.store.site()->use == 0);
  CHECK(boot.store.use(1));
  const Booted again(flash);
  REQUIRE(again.store.site() != nullptr);
  CHECK(again.store.site()->use == 1);
  CHECK(*again.store.site()->networks[0] == network("Home"));
  CHECK(*again.store.site()->networks[1] == network("New"));
}

TEST_CASE("Sectors are written in turn") {
  FakeFlash flash;
  Booted boot(flash);
  for (uint32_t i = 0; i < 10; ++i) {
    REQUIRE(boot.store.store(0, network("Home " + std::to_string(i))));
    REQUIRE(flash.sector(i % 2 == 0 ? kSectorSiteA : kSectorSiteB)[4] == i + 1);
    REQUIRE(site_in(flash).find("Home " + std::to_string(i)) != std::string::npos);
  }
}

TEST_CASE("A flashed record counts before whatever an earlier life left, until something newer is stored") {
  FakeFlash flash;
  Booted first(flash);
  for (int i = 0; i < 5; ++i) {
    first.store.store(0, network("Old"));
  }
  flash.sector(kSectorSiteA) = golden_sector(golden(0));
  Booted boot(flash);
  CHECK(boot.store.site()->networks[0]->ssid.view() == "Home");
  CHECK(boot.store.store(1, network("New")));
  const Booted again(flash);
  CHECK(again.store.site()->networks[0]->ssid.view() == "Home");
  REQUIRE(again.store.site()->networks[1]);
  CHECK(again.store.site()->networks[1]->ssid.view() == "New");
}

TEST_CASE("A failing flash leaves the site as it was, in memory too") {
  FakeFlash flash = flash_with(golden_sector(golden(0)));
  Booted boot(flash);
  const std::string before = site_in(flash);
  flash.fail(true);
  CHECK_FALSE(boot.store.store(1, network("New")));
  CHECK_FALSE(boot.store.store(0, network("New")));
  CHECK_FALSE(boot.store.use(0));
  CHECK_FALSE(boot.store.site()->networks[1]);
  CHECK(boot.store.site()->networks[0]->ssid.view() == "Home");
  flash.fail(false);
  CHECK(site_in(flash) == before);
  CHECK(boot.store.store(1, network("New")));
}

TEST_CASE("A flash that cannot be read holds no site") {
  FakeFlash flash = flash_with(golden_sector(golden(0)));
  flash.fail_reads();
  CHECK(site_in(flash) == kNone);
}

TEST_CASE("Garbage in every slot is no site, and is overcome") {
  for (const int garbage : {0x00, 0x5A, 0xA5, 0xFE, 0xFF}) {
    FakeFlash flash;
    flash.sector(kSectorSiteA).fill(static_cast<uint8_t>(garbage));
    flash.sector(kSectorSiteB).fill(static_cast<uint8_t>(garbage));
    CHECK(site_in(flash) == kNone);
    Booted boot(flash);
    CHECK(boot.store.store(0, network("Home")));
    CHECK(site_in(flash).find("Home") != std::string::npos);
  }
}

TEST_CASE("A record with any one bit changed is no site, or the same site") {
  const FakeFlash::Sector sound = golden_sector(golden(0));
  FakeFlash flash = flash_with(sound);
  const std::string site = site_in(flash);
  for (size_t at = 0; at < 64 + 40; ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      flash.sector(kSectorSiteA) = sound;
      flash.sector(kSectorSiteA)[at] ^= static_cast<uint8_t>(1 << bit);
      const bool is_used = at < 20 || (at >= 64 && at < 64 + 39);
      CAPTURE(at);
      CHECK(site_in(flash) == (is_used ? kNone : site));
    }
  }
}

TEST_CASE("A record of another maker that is sound but makes no sense is no site") {
  struct Case {
    std::string name;
    std::string content;
  };
  const std::string home("\x01\x04Home\x00\x00\x5b\x07\x00\x00", 12);
  const Case cases[] = {
      {"empty", ""},
      {"no options", std::string(1, '\0')},
      {"no networks", std::string(2, '\0')},
      {"none at all", std::string(4, '\0')},
      {"the slot in use is empty", std::string("\x01\x00", 2) + home + std::string(1, '\0')},
      {"a third slot in use", std::string("\x02\x00", 2) + home + home},
      {"cut off", std::string(2, '\0') + home.substr(0, 10)},
      {"more behind it", std::string(2, '\0') + home + std::string(2, '\0')},
      {"a name that is too long", std::string("\x00\x00\x01\xff", 4) + std::string(400, 's')},
      {"no name", std::string("\x00\x00\x01\x00\x00\x00\x5b\x07\x00\x00\x00", 11)},
      {"port 0", std::string("\x00\x00\x01\x01s\x00\x00\x00\x00\x00\x00\x00", 12)},
  };
  for (const Case& c : cases) {
    CAPTURE(c.name);
    FakeFlash::Sector sector = golden_sector(golden(0));
    std::copy(c.content.begin(), c.content.end(), sector.begin() + 64);
    sign(sector, static_cast<uint32_t>(c.content.size()));
    FakeFlash flash = flash_with(sector);
    CHECK(site_in(flash) == kNone);
    // The other copy is there for that, though it does not count before a flashed one.
    Booted boot(flash);
    REQUIRE(boot.store.store(0, network("Home")));
    flash.sector(kSectorSiteB) = flash.sector(kSectorSiteA);
    flash.sector(kSectorSiteA) = sector;
    CHECK(site_in(flash).find("Home") != std::string::npos);
  }
}

}  // namespace iotdm
