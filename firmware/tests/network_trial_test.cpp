#include <doctest/doctest.h>

#include "keeper_house.h"
#include "printing.h"

namespace iotdm {

using House = test::KeeperHouse;
using test::kMinute;
using test::Names;
using test::network;
using test::site_in;

TEST_CASE("New settings are stored when they have reached the broker, and the access point closes behind") {
  House house;
  house.boot();
  house.keeper.try_network(network("Home"), house.now_ms());
  CHECK(house.keeper.trial() == Trial::kRunning);
  CHECK_FALSE(house.keeper.has_network());
  house.run_for(10);
  CHECK(house.asked() == Names{"Home"});
  house.answer(WifiState::kConnected);
  CHECK(house.keeper.up());
  CHECK(house.broker() == "Home");
  CHECK(site_in(house.flash) == "no site");
  house.keeper.broker_reached(house.now_ms());
  CHECK(house.keeper.trial() == Trial::kWorked);
  CHECK(house.keeper.has_network());
  CHECK(site_in(house.flash).find("Home") != std::string::npos);
  // The portal still has to tell it.
  house.run_for(29990);
  CHECK(house.keeper.access_point());
  house.run_for(10);
  CHECK_FALSE(house.keeper.access_point());
  CHECK(house.wifi.access_point().empty());
  CHECK(house.keeper.up());
}

TEST_CASE("Settings that fail tell why, and leave the device where it was") {
  struct Case {
    std::string name;
    WifiState wifi;
    bool refused;
    Trial trial;
    uint32_t within_ms;
  };
  const Case cases[] = {
      {"no such network", WifiState::kNoSuchNetwork, false, Trial::kNoSuchNetwork, 2000},
      {"wrong password", WifiState::kWrongPassword, false, Trial::kWrongPassword, 2000},
      {"no address", WifiState::kJoined, false, Trial::kNoAddress, 32000},
      {"no answer", WifiState::kConnecting, false, Trial::kNoSuchNetwork, 32000},
      {"no broker", WifiState::kConnected, false, Trial::kNoBroker, 60000},
      {"refused by the broker", WifiState::kConnected, true, Trial::kRefusedByBroker, 100},
  };
  for (const Case& c : cases) {
    CAPTURE(c.name);
    House house;
    house.store(0, "Home");
    house.go_online();
    const std::string before = site_in(house.flash);
    house.keeper.try_network(network("New"), house.now_ms());
    CHECK_FALSE(house.keeper.up());
    CHECK(house.wifi.goodbyes() == 0);
    house.run_for(10);
    CHECK(house.wifi.goodbyes() == 1);
    house.answer_for(c.wifi, 50);
    if (c.refused) {
      house.keeper.broker_refused(house.now_ms());
    }
    house.answer_for(c.wifi, c.within_ms);
    CHECK(house.keeper.trial() == c.trial);
    CHECK(site_in(house.flash) == before);
    CHECK(house.asked().back() == "Home");
    house.answer_for(WifiState::kConnected, 20000);
    CHECK(house.keeper.up());
    CHECK(house.broker() == "Home");
    CHECK(house.keeper.trial() == c.trial);
    CHECK(house.wifi.access_point().empty());
  }
}

TEST_CASE("Settings that fail without a site leave the access point open for others") {
  House house;
  house.boot();
  house.keeper.try_network(network("Home"), house.now_ms());
  house.run_for(10);
  house.answer_for(WifiState::kWrongPassword, 5000);
  CHECK(house.keeper.trial() == Trial::kWrongPassword);
  house.asked();
  house.run_for(kMinute);
  CHECK(house.asked() == Names{});
  CHECK(house.keeper.access_point());
  CHECK_FALSE(house.keeper.up());
  house.keeper.try_network(network("Home"), house.now_ms());
  CHECK(house.keeper.trial() == Trial::kRunning);
  house.run_for(10);
  CHECK(house.asked() == Names{"Home"});
}

TEST_CASE("A second try replaces the first one") {
  House house;
  house.boot();
  house.keeper.try_network(network("Hone"), house.now_ms());
  house.run_for(50000);
  house.keeper.try_network(network("Home"), house.now_ms());
  house.run_for(500);
  house.answer(WifiState::kConnected);
  house.run_for(20000);
  CHECK(house.keeper.trial() == Trial::kRunning);
  house.keeper.broker_reached(house.now_ms());
  CHECK(house.keeper.current()->ssid.view() == "Home");
}

TEST_CASE("Settings that cannot be stored are not kept") {
  House house;
  house.store(0, "Home");
  house.go_online();
  house.keeper.try_network(network("New"), house.now_ms());
  house.run_for(10);
  house.answer(WifiState::kConnected);
  house.flash.fail(true);
  house.keeper.broker_reached(house.now_ms());
  CHECK(house.keeper.trial() == Trial::kFlashFailed);
  CHECK_FALSE(house.keeper.up());
  CHECK(house.keeper.current()->ssid.view() == "Home");
}

TEST_CASE("The broker of the network that is left proves nothing about the new one") {
  House house;
  house.store(0, "Home");
  house.go_online();
  house.keeper.try_network(network("New"), house.now_ms());
  house.keeper.broker_reached(house.now_ms());
  house.keeper.broker_refused(house.now_ms());
  CHECK(house.keeper.trial() == Trial::kRunning);
}

TEST_CASE("New settings take the place of those in use, and the other slot stays") {
  House house;
  house.store(0, "Home");
  house.store(1, "Other");
  house.go_online();
  house.keeper.try_network(network("New"), house.now_ms());
  house.run_for(10);
  house.answer(WifiState::kConnected);
  house.keeper.broker_reached(house.now_ms());
  CHECK(house.keeper.current()->ssid.view() == "New");
  CHECK(house.keeper.other()->ssid.view() == "Other");
}

TEST_CASE("An access point that was opened besides the network closes only after new settings have worked") {
  House house;
  house.store(0, "Home");
  house.go_online();
  house.keeper.open_access_point();
  house.run_for(kMinute);
  CHECK(house.keeper.access_point());
  CHECK(house.keeper.up());
}

TEST_CASE("The manager stores the other slot, and only that") {
  House house;
  house.store(0, "Home");
  house.go_online();
  CHECK(house.keeper.store_other(1, network("New")) == Error::kNetworkInUse);
  CHECK(house.keeper.store_other(0, network("New")) == Error::kNetworkNoSlot);
  CHECK(house.keeper.store_other(3, network("New")) == Error::kNetworkNoSlot);
  CHECK(house.keeper.store_other(258, network("New")) == Error::kNetworkNoSlot);
  CHECK(house.keeper.store_other(2, network("New")) == Error::kNone);
  CHECK(house.keeper.other()->ssid.view() == "New");
  CHECK(house.keeper.slot() == 1);
  const uint32_t steps = house.flash.steps();
  CHECK(house.keeper.store_other(2, network("New")) == Error::kNone);
  CHECK(house.flash.steps() == steps);
  house.flash.fail(true);
  CHECK(house.keeper.store_other(2, network("Newer")) == Error::kFlashFailed);
  CHECK(house.keeper.other()->ssid.view() == "New");
}

TEST_CASE("Without a site there is no slot for the manager") {
  House house;
  house.wifi.set_state(WifiState::kConnected);
  house.boot();
  CHECK(house.keeper.store_other(2, network("New")) == Error::kNetworkNoSlot);
  CHECK(house.keeper.plan_switch(2, 60) == Error::kNetworkNoSlot);
  CHECK(house.keeper.confirm() == Error::kNetworkNoTrial);
}

namespace {

// Switched to the other slot for 60 s, and connected there.
void switch_over(House& house) {
  house.store(0, "Home");
  house.store(1, "New");
  house.go_online();
  REQUIRE(house.keeper.plan_switch(2, 60) == Error::kNone);
  house.keeper.begin_switch(house.now_ms());
  CHECK_FALSE(house.keeper.up());
  house.run_for(10);
  CHECK(house.asked() == Names{"New"});
  house.answer(WifiState::kConnected);
  CHECK(house.keeper.up());
}

}  // namespace

TEST_CASE("A switch is permanent when the manager was heard and has confirmed") {
  House house;
  switch_over(house);
  house.keeper.broker_reached(house.now_ms());
  CHECK(house.keeper.confirm() == Error::kNetworkNoManager);
  house.keeper.manager_heard(house.now_ms());
  CHECK(site_in(house.flash).substr(0, 6) == "uses 0");
  house.run_for(59000);
  CHECK(house.keeper.confirm() == Error::kNone);
  CHECK(site_in(house.flash).substr(0, 6) == "uses 1");
  CHECK(house.keeper.confirm() == Error::kNetworkNoTrial);
  house.run_for(10 * kMinute);
  CHECK(house.keeper.slot() == 2);
  CHECK(house.keeper.switch_error() == Error::kNone);
}

TEST_CASE("A switch that fails goes back and tells why") {
  struct Case {
    WifiState wifi;
    bool reached;
    bool refused;
    bool heard;
    Error error;
  };
  const Case cases[] = {
      {WifiState::kNoSuchNetwork, false, false, false, Error::kNetworkNotFound},
      {WifiState::kWrongPassword, false, false, false, Error::kNetworkWrongPassword},
      {WifiState::kJoined, false, false, false, Error::kNetworkNoAddress},
      {WifiState::kConnected, false, false, false, Error::kNetworkNoBroker},
      {WifiState::kConnected, false, true, false, Error::kNetworkRefused},
      {WifiState::kConnected, true, false, false, Error::kNetworkNoManager},
      {WifiState::kConnected, true, false, true, Error::kNetworkNotConfirmed},
  };
  for (const Case& c : cases) {
    CAPTURE(c.error);
    House house;
    house.store(0, "Home");
    house.store(1, "New");
    house.go_online();
    REQUIRE(house.keeper.plan_switch(2, 60) == Error::kNone);
    house.keeper.begin_switch(house.now_ms());
    house.run_for(10);
    house.answer_for(c.wifi, 20);
    if (c.reached) {
      house.keeper.broker_reached(house.now_ms());
    }
    if (c.refused) {
      house.keeper.broker_refused(house.now_ms());
    }
    if (c.heard) {
      house.keeper.manager_heard(house.now_ms());
    }
    house.answer_for(c.wifi, 59900);
    CHECK(house.keeper.slot() == 2);
    CHECK(house.keeper.switch_error() == Error::kNone);
    house.answer_for(c.wifi, 1000);
    CHECK(house.keeper.slot() == 1);
    CHECK(house.keeper.switch_error() == c.error);
    CHECK(house.asked().back() == "Home");
    CHECK(site_in(house.flash).substr(0, 6) == "uses 0");
    CHECK(house.keeper.plan_switch(2, 60) == Error::kNone);
  }
}

TEST_CASE("The time of a trial runs across the wrap of the clock") {
  House house(4294957296U);
  switch_over(house);
  house.keeper.broker_reached(house.now_ms());
  house.run_for(59900);
  CHECK(house.keeper.slot() == 2);
  house.run_for(1000);
  CHECK(house.keeper.slot() == 1);
}

TEST_CASE("A long trial is not cut short by the search for a broker") {
  House house;
  house.store(0, "Home");
  house.store(1, "New");
  house.go_online();
  REQUIRE(house.keeper.plan_switch(2, 3600) == Error::kNone);
  house.keeper.begin_switch(house.now_ms());
  house.run_for(10);
  house.answer(WifiState::kConnected);
  house.run_for(59 * kMinute);
  CHECK(house.keeper.slot() == 2);
  CHECK(house.keeper.up());
}

TEST_CASE("A switch needs a slot that holds something, and a time") {
  House house;
  house.store(0, "Home");
  house.go_online();
  CHECK(house.keeper.plan_switch(2, 60) == Error::kNetworkNoSlot);
  CHECK(house.keeper.plan_switch(0, 60) == Error::kNetworkNoSlot);
  CHECK(house.keeper.plan_switch(257, 60) == Error::kNetworkNoSlot);
  REQUIRE(house.keeper.store_other(2, network("New")) == Error::kNone);
  for (const uint32_t trial_s : {0U, 9U, 3601U, 4294967295U}) {
    CHECK(house.keeper.plan_switch(2, trial_s) == Error::kBadOption);
  }
  CHECK(house.keeper.plan_switch(2, 10) == Error::kNone);
  CHECK(house.keeper.plan_switch(2, 10) == Error::kBusy);
  CHECK(house.keeper.store_other(2, network("Newer")) == Error::kBusy);
}

TEST_CASE("A power cut during a trial returns to the old network") {
  House house;
  switch_over(house);
  house.keeper.broker_reached(house.now_ms());
  House again;
  again.flash = house.flash;
  again.boot();
  CHECK(again.asked() == Names{"Home"});
}

TEST_CASE("A confirmation that cannot be stored may be repeated") {
  House house;
  switch_over(house);
  house.keeper.broker_reached(house.now_ms());
  house.keeper.manager_heard(house.now_ms());
  house.flash.fail(true);
  CHECK(house.keeper.confirm() == Error::kFlashFailed);
  house.flash.fail(false);
  CHECK(house.keeper.confirm() == Error::kNone);
}

TEST_CASE("Who stands in front of the board ends a trial of the manager") {
  House house;
  switch_over(house);
  house.keeper.try_network(network("Mine"), house.now_ms());
  house.run_for(10);
  house.answer(WifiState::kConnected);
  house.keeper.broker_reached(house.now_ms());
  CHECK(house.keeper.current()->ssid.view() == "Mine");
  CHECK(house.keeper.slot() == 1);
  house.run_for(10 * kMinute);
  CHECK(house.keeper.slot() == 1);
  CHECK(house.keeper.confirm() == Error::kNetworkNoTrial);
}

TEST_CASE("The slot that was found by itself can be made the one in use") {
  House house;
  house.store(0, "Home");
  house.store(1, "New");
  house.boot();
  house.answer_for(WifiState::kNoSuchNetwork, 10 * kMinute + 100);
  house.answer_for(WifiState::kConnected, 30000);
  house.keeper.broker_reached(house.now_ms());
  CHECK(house.keeper.slot() == 2);
  CHECK(house.keeper.plan_switch(2, 60) == Error::kNone);
  house.keeper.begin_switch(house.now_ms());
  house.run_for(10);
  house.answer(WifiState::kConnected);
  house.keeper.broker_reached(house.now_ms());
  house.keeper.manager_heard(house.now_ms());
  CHECK(house.keeper.confirm() == Error::kNone);
  CHECK(site_in(house.flash).substr(0, 6) == "uses 1");
}

}  // namespace iotdm
