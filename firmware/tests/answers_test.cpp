#include "answers.h"

#include <doctest/doctest.h>

#include <string>

#include "fake_gpio.h"
#include "printing.h"

namespace iotdm {

namespace {

Answer answer_to(const std::string& id) {
  Answer answer;
  answer.id.assign(id);
  return answer;
}

// Publishes the next result and returns its members.
std::string publish_next(Answers& answers, uint16_t publish_id) {
  test::FakeGpio gpio;
  PinSet pins(gpio);
  const Rules rules(pins, "5ccf7f0a1b2c");
  char buffer[1024];
  JsonWriter json(buffer, sizeof(buffer));
  json.open_object();
  answers.write_next(json, pins, rules);
  json.close_object();
  answers.published(publish_id);
  return std::string(json.view());
}

void deliver_next(Answers& answers) {
  publish_next(answers, 1);
  answers.acknowledged(1, 0);
}

}  // namespace

TEST_CASE("A result lists at most eight errors") {
  Answer answer = answer_to("7c1");
  for (int i = 0; i < 9; ++i) {
    answer.add("k" + std::to_string(i), Error::kUnknownPin);
  }
  Answers answers;
  answers.carried_out(answer);
  const std::string result = publish_next(answers, 1);
  CHECK(result.find("k7") != std::string::npos);
  CHECK(result.find("k8") == std::string::npos);
}

TEST_CASE("Results go out in the order of their messages") {
  Answers answers;
  answers.carried_out(answer_to("1"));
  answers.refuse("2", Error::kWrongSession);
  answers.configuration(14, 0xabcdef01, Error::kNone);
  CHECK(publish_next(answers, 1) == R"({"id":"1","ok":true})");
  CHECK(publish_next(answers, 2) == R"({"id":"2","ok":false,"errors":[{"error":"wrong_session"}]})");
  CHECK(publish_next(answers, 3) == R"({"revision":14,"hash":"abcdef01","ok":true,"errors":[]})");
  CHECK_FALSE(answers.waiting());
}

TEST_CASE("There is room for four results that are not acknowledged") {
  Answers answers;
  for (uint16_t i = 1; i <= 4; ++i) {
    CHECK(answers.has_room());
    answers.refuse("", Error::kBadJson);
    publish_next(answers, i);
  }
  CHECK_FALSE(answers.has_room());
  answers.acknowledged(3, 0);
  CHECK(answers.has_room());
  CHECK_FALSE(answers.all_delivered());
}

TEST_CASE("The last eight messages are known again, the ninth is not") {
  Answers answers;
  for (int i = 0; i < 9; ++i) {
    answers.carried_out(answer_to("id" + std::to_string(i)));
    deliver_next(answers);
  }
  CHECK_FALSE(answers.repeat("id0"));
  for (int i = 1; i < 9; ++i) {
    const std::string id = "id" + std::to_string(i);
    CHECK(answers.repeat(id));
    CHECK(publish_next(answers, 7) == "{\"id\":\"" + id + R"(","ok":true})");
    answers.acknowledged(7, 0);
  }
}

TEST_CASE("A repeated result that waits is not overwritten by newer ones") {
  Answers answers;
  for (int i = 0; i < 8; ++i) {
    answers.carried_out(answer_to("old" + std::to_string(i)));
    deliver_next(answers);
  }
  answers.repeat("old1");
  answers.repeat("old0");
  answers.carried_out(answer_to("new0"));
  answers.carried_out(answer_to("new1"));
  for (const char* id : {"old1", "old0", "new0", "new1"}) {
    CHECK(publish_next(answers, 7) == std::string("{\"id\":\"") + id + R"(","ok":true})");
  }
}

TEST_CASE("Refusals are not remembered") {
  Answers answers;
  answers.refuse("7c1", Error::kWrongSession);
  CHECK_FALSE(answers.repeat("7c1"));
  CHECK_FALSE(answers.repeat(""));
}

TEST_CASE("Only the delivered acceptance of the configuration in question counts") {
  struct Case {
    Error error;
    uint32_t hash;
    uint16_t publish_id;
    bool delivered;
  };
  const Case cases[] = {
      {Error::kNone, 5, 9, true},
      {Error::kNone, 6, 9, false},
      {Error::kNone, 5, 8, false},
      {Error::kStaleRevision, 5, 9, false},
  };
  for (const Case& c : cases) {
    Answers answers;
    answers.configuration(14, 5, c.error);
    publish_next(answers, 9);
    CHECK(answers.acknowledged(c.publish_id, c.hash) == c.delivered);
  }
}

TEST_CASE("With the connection, what was on its way is forgotten, but not the ids") {
  Answers answers;
  answers.carried_out(answer_to("7c1"));
  answers.clear_pending();
  CHECK_FALSE(answers.waiting());
  CHECK(answers.all_delivered());
  CHECK(answers.repeat("7c1"));
}

}  // namespace iotdm
