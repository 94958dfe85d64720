#include "http_answer.h"

#include <doctest/doctest.h>

#include <string>

using namespace iotdm;

namespace {

// Reads until the head has ended, and tells how much of `text` that was.
size_t read(HttpAnswer& answer, std::string_view text) {
  size_t at = 0;
  while (at < text.size() && answer.state() == HttpAnswer::State::kReading) {
    answer.add(text[at++]);
  }
  return at;
}

HttpAnswer::State state_after(std::string_view text) {
  HttpAnswer answer;
  read(answer, text);
  return answer.state();
}

}  // namespace

TEST_CASE("an answer with 200 is followed by the file") {
  const std::string head =
      "HTTP/1.0 200 OK\r\nServer: x\r\nCONTENT-length:  1234 \r\nX-Long: " + std::string(300, 'x') + "\r\n\r\n";
  HttpAnswer answer;

  CHECK(read(answer, head + "file") == head.size());
  CHECK(answer.state() == HttpAnswer::State::kOk);
  CHECK(answer.length() == 1234);
}

TEST_CASE("a server may leave out the length, the reason and the carriage returns") {
  HttpAnswer answer;
  read(answer, "HTTP/1.1 200\n\n");

  CHECK(answer.state() == HttpAnswer::State::kOk);
  CHECK_FALSE(answer.length());
}

TEST_CASE("every other answer is a refusal") {
  for (const char* text :
       {"HTTP/1.0 404 Not Found\r\n", "HTTP/1.0 2000 OK\r\n", "HTTP/1.0 20\r\n", "SSH-2.0-x 200 OK\r\n", "\r\n",
        "HTTP/1.0200\r\n", "HTTP/1.1 301 Moved\r\nLocation: /200\r\n"}) {
    CAPTURE(text);
    CHECK(state_after(text) == HttpAnswer::State::kRefused);
  }
}

TEST_CASE("a head without an end is a refusal") {
  const std::string line = "X: " + std::string(60, 'x') + "\r\n";
  std::string head = "HTTP/1.0 200 OK\r\n";
  while (head.size() < HttpAnswer::kMaxHead - line.size()) {
    head += line;
  }

  CHECK(state_after(head) == HttpAnswer::State::kReading);
  CHECK(state_after(head + line + line) == HttpAnswer::State::kRefused);
}

TEST_CASE("a length that is none is not known") {
  for (const char* text : {"", "-1", "12x", "4294967296", "1 2", " "}) {
    CAPTURE(text);
    HttpAnswer answer;
    read(answer, "HTTP/1.0 200 OK\r\nContent-Length:" + std::string(text) + "\r\n\r\n");
    CHECK(answer.state() == HttpAnswer::State::kOk);
    CHECK_FALSE(answer.length());
  }
}

TEST_CASE("a URL has a host, a port and a path") {
  const auto plain = read_http_address("http://host.local");
  REQUIRE(plain);
  CHECK(plain->host == "host.local");
  CHECK(plain->port == 80);
  CHECK(plain->path.empty());

  const auto whole = read_http_address("http://10.0.0.7:8123/local/image.bin?key=1#part");
  REQUIRE(whole);
  CHECK(whole->host == "10.0.0.7");
  CHECK(whole->port == 8123);
  CHECK(whole->place == "10.0.0.7:8123");
  CHECK(whole->path == "/local/image.bin?key=1");

  const auto query = read_http_address("http://host?x=/y:z");
  REQUIRE(query);
  CHECK(query->host == "host");
  CHECK(query->path == "?x=/y:z");
}

TEST_CASE("what is no URL leads nowhere") {
  for (const char* text :
       {"", "https://host/", "http://", "http:///path", "http://:80/", "http://host:/", "http://host:0/",
        "http://host:65536/", "http://host:8x/", "http://user@host/", "http://[::1]/", "HTTP://host/"}) {
    CAPTURE(text);
    CHECK_FALSE(read_http_address(text));
  }
}
