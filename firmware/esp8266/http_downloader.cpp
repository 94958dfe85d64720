#include "http_downloader.h"

namespace iotdm::esp8266 {

namespace {

constexpr std::string_view kGet = "GET ";
constexpr std::string_view kHost = " HTTP/1.0\r\nHost: ";
constexpr std::string_view kEnd = "\r\n\r\n";

}  // namespace

void HttpDownloader::start(std::string_view url) {
  abort();
  answer_ = HttpAnswer();
  asked_ = false;
  url_.assign(url);
  const auto address = read_http_address(url_.view());
  if (address && tcp_.open(address->host, address->port)) {
    state_ = State::kConnecting;
  }
}

Downloader::State HttpDownloader::state() {
  if (state_ == State::kConnecting) {
    send_request();
    read_head();
  }
  const bool over = tcp_.state() == TcpConnection::State::kEnded || tcp_.state() == TcpConnection::State::kFailed;
  // Also a connection that broke in the middle of the file has ended; what is missing is the core's business.
  if (over && !tcp_.readable()) {
    if (state_ == State::kConnecting) {
      state_ = State::kUnreachable;
    } else if (state_ == State::kReceiving) {
      state_ = State::kEnded;
    }
  }
  return state_;
}

// A connection that has just begun takes all of it at once.
void HttpDownloader::send_request() {
  const auto address = read_http_address(url_.view());
  if (asked_ || tcp_.state() != TcpConnection::State::kOpen || !address) {
    return;
  }
  asked_ = true;
  const std::string_view slash = address->path.substr(0, 1) == "/" ? "" : "/";
  for (const std::string_view part : {kGet, slash, address->path, kHost, address->place, kEnd}) {
    tcp_.write(part.data(), part.size());
  }
}

void HttpDownloader::read_head() {
  char c;
  while (answer_.state() == HttpAnswer::State::kReading && tcp_.read(&c, 1) == 1) {
    answer_.add(c);
  }
  if (answer_.state() != HttpAnswer::State::kReading) {
    state_ = answer_.state() == HttpAnswer::State::kOk ? State::kReceiving : State::kRefused;
  }
}

size_t HttpDownloader::read(void* to, size_t size) {
  return state_ == State::kReceiving || state_ == State::kEnded ? tcp_.read(to, size) : 0;
}

void HttpDownloader::abort() {
  tcp_.close();
  state_ = State::kUnreachable;
}

}  // namespace iotdm::esp8266
