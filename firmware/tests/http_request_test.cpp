#include "http_request.h"

#include <doctest/doctest.h>

#include <string>

#include "printing.h"

namespace iotdm {

using Method = HttpRequest::Method;
using State = HttpRequest::State;

namespace {

HttpRequest read(std::string_view head) {
  HttpRequest request("192.168.4.1");
  request.begin();
  for (const char c : head) {
    if (request.state() == State::kReading) {
      request.add(c);
    }
  }
  return request;
}

std::string with_header(const std::string& header) { return "POST / HTTP/1.1\r\n" + header + "\r\n\r\n"; }

}  // namespace

TEST_CASE("A request says what is asked for") {
  struct Case {
    std::string_view line;
    Method method;
    bool root;
  };
  const Case cases[] = {
      {"GET / HTTP/1.1", Method::kGet, true},
      {"GET /?again HTTP/1.0", Method::kGet, true},
      {"HEAD / HTTP/1.1", Method::kHead, true},
      {"POST / HTTP/1.1", Method::kPost, true},
      {"PUT / HTTP/1.1", Method::kOther, true},
      {"get / HTTP/1.1", Method::kOther, true},
      {"GET /generate_204 HTTP/1.1", Method::kGet, false},
      {"GET http://192.168.4.1/ HTTP/1.1", Method::kGet, false},
      {"GETGETGETGETGETGETGETGETGETGETGETGETGETGETGETGETGETGET / HTTP/1.1", Method::kOther, true},
  };
  for (const Case& c : cases) {
    CAPTURE(c.line);
    const HttpRequest request = read(std::string(c.line) + "\r\n\r\n");
    CHECK(request.state() == State::kComplete);
    CHECK(request.method() == c.method);
    CHECK(request.is_root() == c.root);
  }
}

TEST_CASE("Lines may end without a carriage return, as long as they end") {
  CHECK(read("GET / HTTP/1.1\nHost: 192.168.4.1\n\n").state() == State::kComplete);
  CHECK(read("GET / HTTP/1.1\r\nHost: 192.168.4.1\r\n").state() == State::kReading);
  CHECK_FALSE(read("").begun());
  CHECK(read("G").begun());
}

TEST_CASE("What is no request is broken") {
  const std::string_view heads[] = {
      "\r\n",
      "GET /\r\n\r\n",
      "GET\r\n\r\n",
      "GET / FTP/1.1\r\n\r\n",
      "GET / HTTP/1.1\r\n Folded: line\r\n\r\n",
      "GET / HTTP/1.1\r\nno colon\r\n\r\n",
      "GET / HTTP/1.1\r\nA: \x01\r\n\r\n",
      "\x16\x03\x01\x02",
      "GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
      "GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
      "GET / HTTP/1.1\r\nContent-Length:\r\n\r\n",
      "GET / HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n",
  };
  for (const std::string_view head : heads) {
    CAPTURE(head);
    CHECK(read(head).state() == State::kBroken);
  }
}

TEST_CASE("A head has its longest, wherever it is long") {
  const std::string many(HttpRequest::kMaxHead + 1, 'x');
  CHECK(read("GET /" + many).state() == State::kTooLong);
  CHECK(read(many).state() == State::kTooLong);
  CHECK(read("GET / HTTP/1.1\r\nA: " + many).state() == State::kTooLong);
  CHECK(read("GET / HTTP/1.1\r\nCookie: " + many.substr(0, 8000) + "\r\n\r\n").state() == State::kComplete);
}

TEST_CASE("A request for somebody else is told from one for us") {
  struct Case {
    const char* header;
    bool for_others;
  };
  const Case cases[] = {
      {"Host: 192.168.4.1", false},
      {"HOST:192.168.4.1  ", false},
      {"Accept: a", false},  // HTTP/1.0 has no host
      {"Host: 192.168.4.1:8080", true},
      {"Host: connectivitycheck.gstatic.com", true},
      {"Host: 192.168.4.1.example.com", true},
      {"Host:", true},
      {"Host: 192.168.4.1\r\nHost: example.com", true},
      {"Host: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", true},
  };
  for (const Case& c : cases) {
    CAPTURE(c.header);
    CHECK(read(with_header(c.header)).is_for_others() == c.for_others);
  }
}

TEST_CASE("Only our own page is our own page") {
  struct Case {
    const char* header;
    bool own;
  };
  const Case cases[] = {
      {"Origin: http://192.168.4.1", true},
      {"origin: HTTP://192.168.4.1", true},
      {"Origin: null", false},
      {"Origin: https://192.168.4.1", false},
      {"Origin: http://192.168.4.1:81", false},
      {"Origin: http://example.com", false},
      {"Referer: http://192.168.4.1/", false},
      {"Origin:", false},
  };
  for (const Case& c : cases) {
    CAPTURE(c.header);
    CHECK(read(with_header(c.header)).is_from_own_page() == c.own);
  }
}

TEST_CASE("A form is known by its type, and its length by its header") {
  CHECK(read(with_header("Content-Type: application/x-www-form-urlencoded")).is_form());
  CHECK(read(with_header("Content-Type: Application/X-WWW-Form-urlencoded; charset=UTF-8")).is_form());
  CHECK_FALSE(read(with_header("Content-Type: application/x-www-form-urlencoded2")).is_form());
  CHECK_FALSE(read(with_header("Content-Type: multipart/form-data; boundary=x")).is_form());
  CHECK_FALSE(read(with_header("Accept: a")).is_form());

  CHECK(read(with_header("Content-Length: 123")).length() == 123);
  CHECK(read(with_header("Content-Length: 5\r\nContent-Length: 5")).length() == 5);
  CHECK(read(with_header("Content-Length: 99999999999999999999")).length() == 0xFFFF);
  CHECK_FALSE(read(with_header("Accept: a")).has_length());
  CHECK_FALSE(read(with_header("Content-Length: 5\r\nTransfer-Encoding: chunked")).has_length());
  CHECK_FALSE(read(with_header("Transfer-Encoding: chunked\r\nContent-Length: 5")).has_length());
}

}  // namespace iotdm
