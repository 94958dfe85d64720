#include "tcp_connection.h"

#include <lwip/dns.h>
#include <lwip/pbuf.h>
#include <lwip/tcp.h>

#include <cstring>

namespace iotdm::esp8266 {

bool TcpConnection::open(std::string_view host, uint16_t port) {
  close();
  if (host.size() >= host_.size()) {
    return false;
  }
  host_[host.copy(host_.data(), host.size())] = '\0';
  port_ = port;
  ip_addr_t address;
  const err_t result = dns_gethostbyname(host_.data(), &address, on_resolved, this);
  if (result == ERR_INPROGRESS) {
    state_ = State::kResolving;
    return true;
  }
  return result == ERR_OK && connect(address);
}

bool TcpConnection::connect(const ip_addr_t& address) {
  tcp_pcb* pcb = tcp_new();
  if (pcb == nullptr) {
    state_ = State::kFailed;
    return false;
  }
  attach(pcb);
  state_ = State::kConnecting;
  if (tcp_connect(pcb_, &address, port_, on_connected) != ERR_OK) {
    release();
    state_ = State::kFailed;
    return false;
  }
  return true;
}

void TcpConnection::adopt(tcp_pcb* pcb) {
  close();
  attach(pcb);
  state_ = State::kOpen;
}

void TcpConnection::attach(tcp_pcb* pcb) {
  pcb_ = pcb;
  tcp_arg(pcb, this);
  tcp_recv(pcb, on_received);
  tcp_err(pcb, on_error);
  tcp_nagle_disable(pcb);
}

size_t TcpConnection::write(const void* bytes, size_t size) {
  if (state_ != State::kOpen) {
    return 0;
  }
  const size_t room = tcp_sndbuf(pcb_);
  const auto count = static_cast<uint16_t>(size < room ? size : room);
  if (count == 0 || tcp_write(pcb_, bytes, count, TCP_WRITE_FLAG_COPY) != ERR_OK) {
    return 0;
  }
  tcp_output(pcb_);
  return count;
}

size_t TcpConnection::read(void* to, size_t size) {
  if (received_ == nullptr) {
    return 0;
  }
  const auto limit = static_cast<uint16_t>(size < UINT16_MAX ? size : UINT16_MAX);
  const uint16_t count = pbuf_copy_partial(received_, to, limit, 0);
  received_ = pbuf_free_header(received_, count);
  if (pcb_ != nullptr) {
    tcp_recved(pcb_, count);
  }
  return count;
}

void TcpConnection::end_writing() {
  if (pcb_ != nullptr) {
    tcp_shutdown(pcb_, 0, 1);
  }
}

void TcpConnection::close() {
  release();
  if (received_ != nullptr) {
    pbuf_free(received_);
    received_ = nullptr;
  }
  state_ = State::kClosed;
}

void TcpConnection::release() {
  if (pcb_ == nullptr) {
    return;
  }
  tcp_arg(pcb_, nullptr);
  tcp_recv(pcb_, nullptr);
  tcp_err(pcb_, nullptr);
  if (tcp_close(pcb_) != ERR_OK) {
    tcp_abort(pcb_);
  }
  pcb_ = nullptr;
}

// May come late, for a connection that has been closed or opened to another host.
void TcpConnection::on_resolved(const char* host, const ip_addr_t* address, void* self) {
  auto& connection = *static_cast<TcpConnection*>(self);
  if (connection.state_ != State::kResolving || std::strcmp(host, connection.host_.data()) != 0) {
    return;
  }
  if (address == nullptr) {
    connection.state_ = State::kFailed;
    return;
  }
  connection.connect(*address);
}

err_t TcpConnection::on_connected(void* self, tcp_pcb* /*pcb*/, err_t /*error*/) {
  static_cast<TcpConnection*>(self)->state_ = State::kOpen;
  return ERR_OK;
}

err_t TcpConnection::on_received(void* self, tcp_pcb* /*pcb*/, pbuf* received, err_t /*error*/) {
  auto& connection = *static_cast<TcpConnection*>(self);
  if (received == nullptr) {
    connection.state_ = State::kEnded;
  } else if (connection.received_ == nullptr) {
    connection.received_ = received;
  } else {
    pbuf_cat(connection.received_, received);
  }
  return ERR_OK;
}

// lwIP has freed the connection already.
void TcpConnection::on_error(void* self, err_t /*error*/) {
  auto& connection = *static_cast<TcpConnection*>(self);
  connection.pcb_ = nullptr;
  connection.state_ = State::kFailed;
}

}  // namespace iotdm::esp8266
