#include "curl_downloader.h"

#include <algorithm>
#include <new>

namespace iotdm::host {

namespace {

constexpr long kOk = 200;
// More than this waits at the server until the device has taken it.
constexpr size_t kMostWaiting = 65536;

}  // namespace

void CurlDownloader::start(std::string_view url) {
  abort();
  transfers_ = curl_multi_init();
  transfer_ = curl_easy_init();
  if (transfers_ == nullptr || transfer_ == nullptr) {
    throw std::bad_alloc();
  }
  state_ = State::kConnecting;
  curl_easy_setopt(transfer_, CURLOPT_URL, std::string(url).c_str());
  curl_easy_setopt(transfer_, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_0);
  curl_easy_setopt(transfer_, CURLOPT_PROTOCOLS_STR, "http");
  // A board knows no proxy either.
  curl_easy_setopt(transfer_, CURLOPT_PROXY, "");
  curl_easy_setopt(transfer_, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(transfer_, CURLOPT_HEADERFUNCTION, on_header);
  curl_easy_setopt(transfer_, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(transfer_, CURLOPT_WRITEFUNCTION, on_bytes);
  curl_easy_setopt(transfer_, CURLOPT_WRITEDATA, this);
  curl_multi_add_handle(transfers_, transfer_);
}

Downloader::State CurlDownloader::state() {
  if (transfers_ != nullptr && (state_ == State::kConnecting || state_ == State::kReceiving)) {
    go_on();
  }
  return state_;
}

void CurlDownloader::go_on() {
  int running = 0;
  curl_multi_perform(transfers_, &running);
  // Also a connection that broke in the middle of the file has ended; what is missing is the core's business.
  if (running == 0 && state_ != State::kRefused) {
    state_ = state_ == State::kConnecting ? State::kUnreachable : State::kEnded;
  }
}

std::optional<uint32_t> CurlDownloader::announced_size() {
  curl_off_t size = -1;
  if (transfer_ == nullptr || state_ == State::kConnecting ||
      curl_easy_getinfo(transfer_, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &size) != CURLE_OK || size < 0) {
    return std::nullopt;
  }
  return static_cast<uint32_t>(std::min<curl_off_t>(size, UINT32_MAX));
}

size_t CurlDownloader::read(void* to, size_t size) {
  const size_t taken = arrived_.copy(static_cast<char*>(to), size);
  arrived_.erase(0, taken);
  if (paused_ && arrived_.empty()) {
    paused_ = false;
    curl_easy_pause(transfer_, CURLPAUSE_CONT);
  }
  return taken;
}

void CurlDownloader::abort() {
  if (transfer_ != nullptr) {
    curl_multi_remove_handle(transfers_, transfer_);
    curl_easy_cleanup(transfer_);
  }
  if (transfers_ != nullptr) {
    curl_multi_cleanup(transfers_);
  }
  transfer_ = nullptr;
  transfers_ = nullptr;
  paused_ = false;
  arrived_.clear();
}

size_t CurlDownloader::on_header(char* line, size_t size, size_t count, void* self) {
  auto* download = static_cast<CurlDownloader*>(self);
  if (std::string_view(line, size * count) == "\r\n") {
    long code = 0;
    curl_easy_getinfo(download->transfer_, CURLINFO_RESPONSE_CODE, &code);
    download->state_ = code == kOk ? State::kReceiving : State::kRefused;
  }
  return size * count;
}

size_t CurlDownloader::on_bytes(char* bytes, size_t size, size_t count, void* self) {
  auto* download = static_cast<CurlDownloader*>(self);
  if (download->arrived_.size() >= kMostWaiting) {
    download->paused_ = true;
    return CURL_WRITEFUNC_PAUSE;
  }
  download->arrived_.append(bytes, size * count);
  return size * count;
}

}  // namespace iotdm::host
