#pragma once

#include "fixed_text.h"
#include "http_answer.h"
#include "ports.h"
#include "tcp_connection.h"
#include "update_request.h"

namespace iotdm::esp8266 {

// One download by HTTP/1.0, which goes on whenever somebody asks for its state.
class HttpDownloader final : public Downloader {
 public:
  void start(std::string_view url) override;
  State state() override;
  std::optional<uint32_t> announced_size() override { return answer_.length(); }
  size_t read(void* to, size_t size) override;
  void abort() override;

 private:
  void send_request();
  void read_head();

  TcpConnection tcp_;
  State state_ = State::kUnreachable;
  HttpAnswer answer_;
  FixedText<UpdateRequest::kMaxUrl> url_;
  bool asked_ = false;
};

}  // namespace iotdm::esp8266
