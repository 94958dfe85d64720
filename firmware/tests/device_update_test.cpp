#include <doctest/doctest.h>

#include "bench.h"
#include "printing.h"

namespace iotdm::test {

namespace {

const std::string kPins = R"({"key":"a","type":"digital_output","gpio":5},{"key":"b","type":"light","gpio":4})";
const std::string kUrl = "http://192.168.1.2:8123/x";

// A device with two pins that are on, and a server with an image for it that has not sent anything yet.
struct UpdateBench : Bench {
  UpdateBench() {
    TestImage image;
    image.size = 10000;
    server.content = image.file();
    server.budget = 0;
    go_online(config(13, kPins));
    receive("/in/set", set("7b0", R"("a":true,"b":{"on":true,"brightness":128})"));
    published();
    gpio.take_log();
  }

  std::string update(const std::string& id) const {
    return command(id, "update",
                   ",\"url\":\"" + kUrl + "\",\"size\":10000,\"sha256\":\"" + test::hex(fake_hash(server.content)) +
                       R"(","firmware":"0.2.0")");
  }

  // What the results say since the last call, without their beginning.
  std::vector<std::string> results() {
    std::vector<std::string> found;
    for (const std::string& result : payloads("/out/result")) {
      found.push_back(result.substr(result.find("\"id\"")));
    }
    return found;
  }
};

std::string progress(int percent) { return R"("id":"7c1","progress":)" + std::to_string(percent) + "}"; }

std::string failure(const std::string& id, const std::string& word) {
  return "\"id\":\"" + id + R"(","ok":false,"errors":[{"error":")" + word + "\"}]}";
}

const std::string kOk = R"("id":"7c1","ok":true})";

}  // namespace

TEST_CASE("An update is answered by its progress, at last by ok, then the device restarts") {
  UpdateBench bench;
  bench.receive("/in/command", bench.update("7c1"));
  CHECK(bench.results() == Log{progress(0)});
  CHECK(bench.server.url == kUrl);
  Log expected;
  for (int percent = 5; percent <= 100; percent += 5) {
    expected.push_back(progress(percent));
    bench.server.budget = static_cast<size_t>(percent) * 100;
    bench.run_for(10);
  }
  CHECK(bench.system.restarts() == 0);
  expected.push_back(kOk);
  bench.run_for(1000);
  CHECK(bench.results() == expected);
  CHECK(bench.system.restarts() == 1);
  CHECK(bench.mqtt.goodbyes() == 1);
  CHECK(bench.sink.booted == bench.server.content.substr(0, 9740));
  // No pin has moved.
  CHECK(bench.gpio.take_log().empty());
}

TEST_CASE("An update that fails says why, and the device goes on as it was") {
  UpdateBench bench;
  bench.receive("/in/command", bench.update("7c1"));
  bench.server.budget = 6000;
  bench.run_for(10);
  bench.published();
  bench.server.content.resize(6000);
  bench.run_for(100);
  CHECK(bench.results() == Log{failure("7c1", "update_cut_short")});
  CHECK(bench.system.restarts() == 0);
  CHECK(bench.sink.booted.empty());
  CHECK(bench.gpio.take_log().empty());
  // The same message again is answered, not carried out.
  bench.receive("/in/command", bench.update("7c1"));
  CHECK(bench.results() == Log{failure("7c1", "update_cut_short")});
  CHECK(bench.server.starts == 1);
}

TEST_CASE("Another network waits for the end of an update") {
  for (const std::string members : {R"(,"slot":2,"ssid":"New")", R"(,"use":2,"trial_s":60)"}) {
    UpdateBench bench;
    bench.receive("/in/command", bench.update("7c1"));
    bench.results();
    bench.receive("/in/command", command("7c2", "network", members));
    CHECK(bench.results() == Log{failure("7c2", "busy")});
  }
}

TEST_CASE("Sets work during an update") {
  UpdateBench bench;
  bench.receive("/in/command", bench.update("7c1"));
  bench.server.budget = 5000;
  bench.run_for(100);
  bench.published();
  bench.receive("/in/set", set("7c2", R"("a":false)"));
  CHECK(bench.results() == Log{R"("id":"7c2","ok":true})"});
  CHECK(bench.gpio.driven(5) == 0);
}

TEST_CASE("A second update is refused while one runs; the first one asked again tells its progress") {
  UpdateBench bench;
  bench.receive("/in/command", bench.update("7c1"));
  bench.server.budget = 3700;
  bench.run_for(100);
  bench.published();
  bench.receive("/in/command", bench.update("7c2"));
  CHECK(bench.results() == Log{failure("7c2", "busy")});
  bench.receive("/in/command", bench.update("7c1"));
  CHECK(bench.results() == Log{progress(35)});
  CHECK(bench.server.starts == 1);
  CHECK(bench.sink.aborts == 0);
}

TEST_CASE("An id that is long forgotten starts another update") {
  UpdateBench bench;
  bench.receive("/in/command", bench.update("7c1"));
  bench.server.refuses = true;
  bench.run_for(100);
  for (int i = 0; i < 8; ++i) {
    bench.receive("/in/command", command("7d" + std::to_string(i), "ping"));
  }
  bench.published();
  bench.server.refuses = false;
  bench.receive("/in/command", bench.update("7c1"));
  CHECK(bench.results() == Log{progress(0)});
  CHECK(bench.server.starts == 2);
}

TEST_CASE("An update has to be in time, of this session and not retained, and its members in order") {
  struct Case {
    std::string payload;
    bool retained;
    std::string word;
  };
  const UpdateBench model;
  const std::string good = model.update("7c1");
  const auto with = [&good](const std::string& part, const std::string& other) {
    std::string text = good;
    return text.replace(text.find(part), part.size(), other);
  };
  const Case cases[] = {
      {good, true, "retained_refused"},
      {with("9f3a61c2", "00000001"), false, "wrong_session"},
      {with("\"until\":4000000,", ""), false, "expired"},
      {with("4000000", "100"), false, "expired"},
      {with("http:", "https:"), false, "bad_option"},
      {with("10000", "0"), false, "bad_option"},
      {with("10000", "4294967295"), false, "update_too_big"},
  };
  for (const Case& c : cases) {
    UpdateBench bench;
    bench.receive("/in/command", c.payload, c.retained);
    CAPTURE(c.payload);
    CHECK(bench.results() == Log{failure("7c1", c.word)});
    CHECK(bench.server.starts == 0);
  }
}

TEST_CASE("No command to all devices starts an update") {
  UpdateBench bench;
  bench.receive_topic("iotdm/1/all/in/command", bench.update("7c1"));
  bench.run_for(100);
  CHECK(bench.results().empty());
  CHECK(bench.server.starts == 0);
}

TEST_CASE("An update outlives the connection") {
  UpdateBench bench;
  bench.receive("/in/command", bench.update("7c1"));
  bench.server.budget = 5000;
  bench.run_for(100);
  bench.reconnect();
  bench.run_for(2000);
  bench.published();
  bench.server.budget = 6000;
  bench.run_for(100);
  CHECK(bench.results() == Log{progress(60)});
}

TEST_CASE("How an update failed without a connection is told at the next one") {
  UpdateBench bench;
  bench.receive("/in/command", bench.update("7c1"));
  bench.lose_connection();
  bench.server.unreachable = true;
  // The next attempt to connect fails as well.
  bench.run_for(1500);
  bench.lose_connection();
  bench.published();
  bench.reconnect();
  bench.run_for(2000);
  CHECK(bench.results() == Log{failure("7c1", "update_unreachable")});
}

TEST_CASE("A new image does not wait for a connection") {
  UpdateBench bench;
  bench.receive("/in/command", bench.update("7c1"));
  bench.lose_connection();
  bench.server.budget = 10000;
  bench.run_for(1500);
  CHECK(bench.system.restarts() == 1);
  CHECK_FALSE(bench.sink.booted.empty());
}

TEST_CASE("How an update ended waits until there is room for its result") {
  UpdateBench bench;
  bench.receive("/in/command", bench.update("7c1"));
  bench.acknowledge(false);
  for (const std::string id : {"7d0", "7d1", "7d2", "7d3"}) {
    bench.receive("/in/command", command(id, "ping"));
  }
  bench.server.refuses = true;
  bench.run_for(100);
  CHECK(bench.results().back() == R"("id":"7d3","ok":true})");
  bench.acknowledge(true);
  bench.run_for(10);
  CHECK(bench.results() == Log{failure("7c1", "update_http_error")});
}

}  // namespace iotdm::test
