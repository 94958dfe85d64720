// The core must not use the heap: not for any message, not in a day.
#include <doctest/doctest.h>

#include <memory>

#include "day.h"
#include "heap_watch.h"
#include "hostile.h"
#include "improv_bench.h"
#include "portal_bench.h"

namespace iotdm::test {

TEST_CASE("An allocation in the core would be counted, one of a fake or a test is not") {
  const uint64_t before = HeapWatch::allocations;
  {
    const CoreScope core;
    const auto in_core = std::make_unique<std::string>(100, 'x');
    const PortScope port;
    const auto in_port = std::make_unique<std::string>(100, 'x');
  }
  const auto in_test = std::make_unique<std::string>(100, 'x');
  CHECK(HeapWatch::allocations > before);
  CHECK(HeapWatch::allocations <= before + 2);
  HeapWatch::allocations = 0;
}

TEST_CASE("No conversation of the contract makes the core allocate") {
  for (const Conversation& conversation : conversations()) {
    CAPTURE(conversation.name);
    play(conversation, 64);
    CHECK(HeapWatch::allocations == 0);
  }
  MESSAGE(HeapWatch::allocations, " allocations over ", conversations().size(), " conversations");
}

TEST_CASE("No hostile message makes the core allocate") {
  Bench bench;
  bench.go_online(config(13, R"({"key":"a","type":"digital_output","gpio":5},{"key":"b","type":"light","gpio":15})"));
  auto messages = truncated_messages();
  const auto mutated = mutated_messages();
  messages.insert(messages.end(), mutated.begin(), mutated.end());
  for (const Received& message : messages) {
    send_hostile(bench, message);
  }
  MESSAGE(HeapWatch::allocations, " allocations over ", messages.size(), " hostile messages");
  CHECK(HeapWatch::allocations == 0);
}

TEST_CASE("Neither the portal nor Improv makes the core allocate") {
  PortalBench portal;
  portal.submit("pick=Home&psk=short&host=192.168.1.10");
  portal.submit("pick=Home&psk=correct+horse");
  portal.wifi.end_trial(Trial::kWrongPassword);
  portal.page();
  portal.ask("PUT / HTTP/1.1\r\n\r\n");
  ImprovBench improv;
  improv.wifi.add("Home", -48, false);
  for (const char command : {'\2', '\3', '\4'}) {
    improv.send(improv_frame(3, {&command, 1}) + improv_frame(3, std::string{command, '\0'}));
    improv.written();
  }
  improv.send(improv_settings("Home", "correct horse"));
  CHECK(improv.written().size() > 10);
  CHECK(improv.wifi.tried().size() == 1);
  CHECK(HeapWatch::allocations == 0);
}

TEST_CASE("A day makes the core allocate nothing") {
  Bench bench;
  const Lived lived = live_a_day(bench);
  MESSAGE(HeapWatch::allocations, " allocations over ", lived.hours, " h, ", lived.steps, " steps and ",
          lived.publishes, " published messages");
  CHECK(lived.hours == 24);
  CHECK(lived.publishes > 10000);
  CHECK(HeapWatch::allocations == 0);
}

}  // namespace iotdm::test
