#include "network_list.h"

#include <doctest/doctest.h>

#include <string>

using namespace iotdm;

namespace {

ScannedNetwork network(std::string_view name, int8_t rssi_dbm, bool open = false) {
  return {FixedText<kMaxSsid>(name), rssi_dbm, open};
}

std::string names(const NetworkList& list) {
  std::string text;
  for (uint8_t i = 0; i < list.count(); ++i) {
    text += std::string(list[i].ssid.view()) + " ";
  }
  return text;
}

}  // namespace

TEST_CASE("networks are listed strongest first") {
  NetworkList list;
  list.add(network("weak", -90));
  list.add(network("strong", -40));
  list.add(network("middle", -60));
  list.add(network("as weak", -90));

  CHECK(names(list) == "strong middle weak as weak ");
}

TEST_CASE("a name is listed once, with its strongest access point") {
  NetworkList list;
  list.add(network("house", -70, true));
  list.add(network("other", -60));
  list.add(network("house", -50, false));
  list.add(network("house", -80, true));

  CHECK(names(list) == "house other ");
  CHECK(list[0].rssi_dbm == -50);
  CHECK_FALSE(list[0].open);
}

TEST_CASE("of too many networks the weakest are left out") {
  NetworkList list;
  for (int i = 0; i < NetworkList::kCapacity; ++i) {
    list.add(network(std::string(1, static_cast<char>('a' + i)), static_cast<int8_t>(-60 - i)));
  }
  list.add(network("weaker", -99));
  list.add(network("as weak as the last", -67));
  CHECK(names(list) == "a b c d e f g h ");

  list.add(network("first", -30));
  CHECK(names(list) == "first a b c d e f g ");
  // One that is in a full list moves up in it.
  list.add(network("g", -20));
  CHECK(names(list) == "g first a b c d e f ");
}

TEST_CASE("a network that hides its name is not listed, and a list begins anew") {
  NetworkList list;
  list.add(network("", -30));
  CHECK(list.count() == 0);
  list.add(network("house", -30));
  list.clear();
  CHECK(list.count() == 0);
}
