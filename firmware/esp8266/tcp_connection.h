#pragma once

#include <lwip/err.h>
#include <lwip/ip_addr.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

struct pbuf;
struct tcp_pcb;

namespace iotdm::esp8266 {

// One TCP connection to a host. Nothing here waits: the Arduino core's WiFiClient stands still for seconds while it
// looks up a name or connects to a host that does not answer, and with it the pins would.
class TcpConnection {
 public:
  TcpConnection() = default;
  TcpConnection(const TcpConnection&) = delete;
  TcpConnection& operator=(const TcpConnection&) = delete;
  ~TcpConnection() { close(); }

  enum class State : uint8_t {
    kClosed,
    kResolving,
    kConnecting,
    kOpen,
    kEnded,  // the other side sends no more; what has arrived can still be read
    kFailed,
  };

  // Drops what was there. `host` is a name or an address, and is copied. False when it is too long, or there is no
  // memory.
  bool open(std::string_view host, uint16_t port);
  // Takes over a connection that the other side has opened.
  void adopt(tcp_pcb* pcb);
  State state() const { return state_; }
  // Takes as many bytes as there is room for.
  size_t write(const void* bytes, size_t size);
  // Returns the bytes that have arrived, up to `size`.
  size_t read(void* to, size_t size);
  // True when some have.
  bool readable() const { return received_ != nullptr; }
  // Tells the other side that no more comes, and still reads what it sends.
  void end_writing();
  void close();

 private:
  static void on_resolved(const char* host, const ip_addr_t* address, void* self);
  static err_t on_connected(void* self, tcp_pcb* pcb, err_t error);
  static err_t on_received(void* self, tcp_pcb* pcb, pbuf* received, err_t error);
  static void on_error(void* self, err_t error);

  bool connect(const ip_addr_t& address);
  void attach(tcp_pcb* pcb);
  void release();

  State state_ = State::kClosed;
  uint16_t port_ = 0;
  tcp_pcb* pcb_ = nullptr;
  pbuf* received_ = nullptr;
  std::array<char, 65> host_{};
};

}  // namespace iotdm::esp8266
