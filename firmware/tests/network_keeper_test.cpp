#include <doctest/doctest.h>

#include "keeper_house.h"
#include "printing.h"

namespace iotdm {

using House = test::KeeperHouse;
using test::kMinute;
using test::Names;
using test::site_in;

TEST_CASE("Without a site the access point opens at once, and nothing else is tried") {
  House house;
  house.boot();
  CHECK(house.wifi.access_point() == "IoT-Device-0a1b2c");
  CHECK_FALSE(house.keeper.has_network());
  CHECK(house.keeper.current() == nullptr);
  CHECK(house.keeper.other() == nullptr);
  CHECK(house.keeper.slot() == 0);
  house.run_for(30 * kMinute);
  CHECK_FALSE(house.keeper.up());
  CHECK(house.asked() == Names{});
}

TEST_CASE("A layer that is in a network by itself needs no site and no access point") {
  House house;
  house.wifi.set_state(WifiState::kConnected);
  house.boot();
  CHECK(house.keeper.up());
  CHECK(house.wifi.access_point().empty());
  CHECK(house.broker() == "none");
  house.run_for(30 * kMinute);
  CHECK(house.keeper.up());
  CHECK(house.asked() == Names{});
}

TEST_CASE("With a site the device connects at once, and MQTT may when it has an address") {
  House house;
  house.store(0, "Home");
  house.boot();
  CHECK(house.asked() == Names{"Home"});
  CHECK_FALSE(house.keeper.up());
  house.answer(WifiState::kJoined);
  CHECK_FALSE(house.keeper.up());
  house.answer(WifiState::kConnected);
  CHECK(house.keeper.up());
  CHECK(house.broker() == "Home");
  CHECK(house.keeper.slot() == 1);
  CHECK(house.keeper.current()->ssid.view() == "Home");
  CHECK(house.wifi.access_point().empty());
}

TEST_CASE("A network that is away is tried with doubled pauses, for ever, and opens no access point") {
  House house;
  house.store(0, "Home");
  house.boot();
  house.answer_for(WifiState::kNoSuchNetwork, 10 * kMinute);
  const size_t first = house.asked().size();
  house.answer_for(WifiState::kNoSuchNetwork, 10 * kMinute);
  const size_t later = house.asked().size();
  // With the shortest jitter 0.5, 1, 2, 4, 8, 16 s and then every 30 s.
  CHECK(first == 25);
  CHECK(later == 20);
  CHECK(house.wifi.access_point().empty());
  house.answer_for(WifiState::kConnected, kMinute);
  CHECK(house.keeper.up());
}

TEST_CASE("The pauses have a jitter from the chip's random numbers") {
  House house;
  house.system.set_otherwise(499);
  house.store(0, "Home");
  house.boot();
  house.answer(WifiState::kNoSuchNetwork);
  house.asked();
  house.run_for(990);
  CHECK(house.asked() == Names{});
  house.run_for(10);
  CHECK(house.asked() == Names{"Home"});
}

TEST_CASE("An attempt without an answer is given up after 15 s, across the wrap of the clock") {
  for (const uint32_t start_ms : {0U, 4294957296U}) {
    House house(start_ms);
    house.store(0, "Home");
    house.boot();
    house.asked();
    house.run_for(14990);
    CHECK(house.wifi.goodbyes() == 0);
    house.run_for(10);
    CHECK(house.wifi.goodbyes() == 1);
    house.run_for(500);
    CHECK(house.asked() == Names{"Home"});
  }
}

TEST_CASE("A connection that is lost is sought at the same access point first, then anywhere") {
  House house;
  house.store(0, "Home");
  house.go_online();
  house.run_for(20000);
  house.answer(WifiState::kNoSuchNetwork);
  CHECK_FALSE(house.keeper.up());
  house.run_for(500);
  CHECK(house.asked() == Names{"Home!"});
  house.answer(WifiState::kNoSuchNetwork);
  CHECK(house.asked() == Names{"Home"});
  house.answer(WifiState::kConnected);
  CHECK(house.keeper.up());
}

TEST_CASE("Ten minutes without a broker, and the other slot is tried, and back again") {
  for (const uint32_t start_ms : {0U, 4294957296U}) {
    CAPTURE(start_ms);
    House house(start_ms);
    house.store(0, "Home");
    house.store(1, "New");
    house.boot();
    house.answer(WifiState::kConnected);
    const std::string before = site_in(house.flash);
    house.run_for(10 * kMinute - 30);
    CHECK(house.keeper.up());
    house.run_for(20);
    CHECK_FALSE(house.keeper.up());
    // Still connected, so that the device can say goodbye.
    CHECK(house.wifi.goodbyes() == 0);
    house.asked();
    house.run_for(10);
    CHECK(house.wifi.goodbyes() == 1);
    CHECK(house.asked() == Names{"New"});
    CHECK(house.keeper.slot() == 2);
    house.answer_for(WifiState::kNoSuchNetwork, 10 * kMinute - 30);
    CHECK(house.keeper.slot() == 2);
    house.answer_for(WifiState::kConnected, 100);
    CHECK(house.keeper.slot() == 1);
    CHECK(house.broker() == "Home");
    CHECK(site_in(house.flash) == before);
  }
}

TEST_CASE("A broker that was there is missed for ten minutes from when it went") {
  House house;
  house.store(0, "Home");
  house.store(1, "New");
  house.go_online();
  house.run_for(60 * kMinute);
  CHECK(house.keeper.slot() == 1);
  house.keeper.broker_lost(house.now_ms());
  house.run_for(9 * kMinute);
  // Attempts that fail are no loss.
  house.keeper.broker_lost(house.now_ms());
  CHECK(house.keeper.slot() == 1);
  house.run_for(kMinute);
  CHECK(house.keeper.slot() == 2);
}

TEST_CASE(
    "Without another slot, ten minutes without a broker make a device join its network anew, by any access point") {
  for (const uint32_t start_ms : {0U, 4294957296U}) {
    CAPTURE(start_ms);
    House house(start_ms);
    house.store(0, "Home");
    house.boot();
    house.answer(WifiState::kConnected);
    house.asked();
    for (int i = 0; i < 3; ++i) {
      house.run_for(10 * kMinute - 30);
      CHECK(house.keeper.up());
      CHECK(house.asked() == Names{});
      house.run_for(40);
      CHECK(house.wifi.goodbyes() == static_cast<uint32_t>(i) + 1);
      CHECK(house.asked() == Names{"Home"});
      house.answer(WifiState::kConnected);
      CHECK(house.keeper.up());
    }
    house.keeper.broker_reached(house.now_ms());
    house.run_for(60 * kMinute);
    CHECK(house.asked() == Names{});
    CHECK(house.keeper.slot() == 1);
    CHECK(house.system.restarts() == 0);
  }
}

TEST_CASE("A network that was away for long has its ten minutes from when it is back") {
  House house;
  house.store(0, "Home");
  house.boot();
  house.answer_for(WifiState::kNoSuchNetwork, 30 * kMinute);
  house.answer_for(WifiState::kConnected, kMinute);
  house.asked();
  house.run_for(8 * kMinute);
  CHECK(house.keeper.up());
  CHECK(house.asked() == Names{});
  house.answer_for(WifiState::kConnected, 2 * kMinute);
  CHECK(house.asked() == Names{"Home"});
}

}  // namespace iotdm
