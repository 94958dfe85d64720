#pragma once

#include <curl/curl.h>

#include <string>

#include "ports.h"

namespace iotdm::host {

// One download by libcurl, which goes on whenever somebody asks for its state.
class CurlDownloader final : public Downloader {
 public:
  CurlDownloader() = default;
  CurlDownloader(const CurlDownloader&) = delete;
  CurlDownloader& operator=(const CurlDownloader&) = delete;
  ~CurlDownloader() { abort(); }

  void start(std::string_view url) override;
  State state() override;
  std::optional<uint32_t> announced_size() override;
  size_t read(void* to, size_t size) override;
  void abort() override;

 private:
  static size_t on_header(char* line, size_t size, size_t count, void* self);
  static size_t on_bytes(char* bytes, size_t size, size_t count, void* self);

  void go_on();

  CURLM* transfers_ = nullptr;
  CURL* transfer_ = nullptr;
  State state_ = State::kUnreachable;
  bool paused_ = false;
  std::string arrived_;
};

}  // namespace iotdm::host
