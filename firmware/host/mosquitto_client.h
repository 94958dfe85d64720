#pragma once

#include <mosquitto.h>

#include <cstdint>
#include <string>
#include <vector>

#include "poll_loop.h"
#include "ports.h"

namespace iotdm::host {

struct Broker {
  std::string host = "127.0.0.1";
  int port = 1883;
  std::string user;
  std::string password;
};

// What happened on a connection; handed out by take_events(), never from inside a call of the port.
struct MqttEvent {
  enum class Kind { kConnected, kDisconnected, kRefused, kSubscribed, kPublished, kMessage };

  Kind kind;
  uint16_t publish_id = 0;
  std::string topic;
  std::string payload;
  bool retained = false;
};

// One MQTT connection by libmosquitto, driven by an outside poll loop.
class MosquittoClient final : public Mqtt {
 public:
  // `broker` is where it connects to until set_broker(); with a password the id is the user. `target` is told by `poll`
  // when to call handle_socket().
  MosquittoClient(const Broker& broker, const std::string& id, PollLoop& poll, PollTarget& target);
  ~MosquittoClient();
  MosquittoClient(const MosquittoClient&) = delete;
  MosquittoClient& operator=(const MosquittoClient&) = delete;

  void set_broker(const Network& network) override;
  void connect(const Will& will) override;
  void disconnect() override;
  bool idle() const override { return client_ == nullptr; }
  bool subscribe(const Subscription* subscriptions, uint8_t count) override;
  uint16_t publish(const char* topic, std::string_view payload, uint8_t qos, bool retained) override;

  // Ends the connection without a goodbye, so that the broker publishes the will.
  void drop();

  // Reads and writes what the socket has; call it when the poll loop says so, and now and then for the keepalive.
  void handle_socket(bool readable, bool writable);
  void handle_time();
  std::vector<MqttEvent> take_events();

  bool connected() const { return connected_; }

 private:
  static void on_connect(mosquitto*, void* self, int code);
  static void on_disconnect(mosquitto*, void* self, int code);
  static void on_subscribe(mosquitto*, void* self, int, int count, const int* granted);
  static void on_publish(mosquitto*, void* self, int publish_id);
  static void on_message(mosquitto*, void* self, const mosquitto_message* message);

  // Asks the poll loop for writability only while something waits to be written.
  void update_interest();
  void close();
  void fail();

  Broker default_broker_;
  Broker broker_;
  std::string id_;
  PollLoop& poll_;
  PollTarget& target_;
  mosquitto* client_ = nullptr;
  int watched_ = -1;
  bool watching_writes_ = false;
  bool connected_ = false;
  bool refused_ = false;
  std::vector<MqttEvent> events_;
};

}  // namespace iotdm::host
