#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "answers.h"
#include "boot_counter.h"
#include "config_document.h"
#include "config_store.h"
#include "crash_ladder.h"
#include "dice.h"
#include "identify.h"
#include "inbox.h"
#include "level_store.h"
#include "network_keeper.h"
#include "pin_set.h"
#include "ports.h"
#include "presence.h"
#include "probe_scan.h"
#include "reconnect.h"
#include "rules.h"
#include "topic.h"
#include "update.h"

namespace iotdm {

struct Identity {
  std::string_view id;        // kIdLength hex digits; must outlive the device
  std::string_view chip;      // the same
  uint32_t flash_bytes;       // of the flash layout that the image was made for
  std::string_view firmware;  // must outlive the device as well
};

// One device, as docs/protocol.md describes it. The layer calls begin() once, loop() often, and on_…() when something
// happened on the connection. `now_ms` is the uptime; it wraps.
class Device {
 public:
  Device(const Identity& identity, const Ports& ports);

  // Drives the pins of the stored configuration, or less after crashes. Call it before the network starts.
  void begin(ResetReason reason, uint32_t now_ms);
  void loop(uint32_t now_ms);

  void on_connected(uint32_t now_ms);
  // The connection was lost, or an attempt failed.
  void on_disconnected(uint32_t now_ms);
  // An attempt failed because the broker wants another login.
  void on_refused(uint32_t now_ms);
  // The broker confirmed all subscriptions of the last subscribe().
  void on_subscribed(uint32_t now_ms);
  void on_published(uint16_t publish_id, uint32_t now_ms);
  void on_message(const Inbox::Piece& piece, uint32_t now_ms);

  // For the portal and Improv.
  NetworkKeeper& network() { return network_; }
  // True while a pin is configured for this GPIO, also one that is not driven.
  bool knows(uint8_t gpio) const { return pins_.knows(gpio); }

 private:
  enum class Phase : uint8_t { kOffline, kConnected, kAwaitingConfig, kOnline };

  // A retained report: at most one is unacknowledged, further changes only set `due` again.
  struct Report {
    bool due = false;
    uint16_t unacknowledged = 0;
  };

  struct Rejected {
    uint32_t revision;
    uint32_t hash;
    Error error;
  };

  // device.cpp: life and connection
  void follow_network(uint32_t now_ms);
  void connect();
  void go_offline(uint32_t now_ms);
  bool is_answered(const std::optional<uint32_t>& asked_ms, uint32_t now_ms) const;
  void act_when_answered(uint32_t now_ms);
  bool return_to_previous();
  void run_stored(uint32_t now_ms);
  void prove_configuration(uint32_t now_ms);
  void follow_events(uint32_t now_ms);
  void subscribe_sources();
  void run_configuration(const ConfigDocument& document, uint32_t hash, uint32_t now_ms);

  // device_in.cpp: configurations, and the device's own status
  void handle_config(uint32_t now_ms);
  bool was_rejected(uint32_t hash) const;
  Error accept_config(const ConfigDocument& document, uint32_t hash, uint32_t now_ms);
  bool is_short_of_memory() const;
  void handle_own_status(uint32_t now_ms);
  void handle_manager(uint32_t now_ms);
  void handle_event(std::string_view source, uint32_t now_ms);

  // device_commands.cpp: sets and commands
  void handle_set(uint32_t now_ms);
  void handle_command(uint32_t now_ms);
  void handle_all_command(uint32_t now_ms);
  Error run_command(int name, const JsonObject& command, uint32_t now_ms);
  Error start_identify(const JsonObject& command, uint32_t now_ms);
  Error start_scan(std::string_view id, const JsonObject& command);
  void run_scan(uint32_t now_ms);
  Error check_gpio(uint32_t gpio, uint32_t needs, Bus shared) const;
  Error run_network(const JsonObject& command, uint32_t now_ms);
  Error check_in_time(JsonText until, uint32_t now_ms) const;
  bool is_session(JsonText text) const;
  bool may_carry_out(std::string_view id, JsonText session, bool readable, uint32_t now_ms);
  void announce_again();

  // device_update.cpp
  Error start_update(std::string_view id, const JsonObject& command, uint32_t now_ms);
  // True when this is the message that started the present update, which is answered by its progress.
  bool repeats_update(std::string_view id);
  void run_update(uint32_t now_ms);
  void publish_progress(uint32_t now_ms);

  // device_out.cpp: messages from the device
  void publish_due(uint32_t now_ms);
  static bool is_ready(const Report& report) { return report.due && report.unacknowledged == 0; }
  bool publish_report(Report& report, const char* tail, std::string_view payload);
  void publish_state(uint32_t now_ms);
  void publish_spare(uint32_t now_ms);
  void publish_result(uint32_t now_ms);
  void publish_scan(uint32_t now_ms);
  void publish_event(const Happened& what, uint32_t now_ms);
  void publish_telemetry(uint32_t now_ms);
  void repeat_status(uint32_t now_ms);
  void refuse_as_busy(std::string_view id, uint32_t now_ms);
  void refuse_config_as_busy(uint32_t revision, uint32_t hash, uint32_t now_ms);
  void publish_as_busy(JsonWriter& json);
  void publish_unqueued(JsonWriter& json);
  uint16_t publish(const char* tail, std::string_view payload, uint8_t qos, bool retained);
  void begin_message(JsonWriter& json, uint32_t n, uint32_t now_ms) const;
  void begin_status(JsonWriter& json, bool online, uint32_t connection) const;
  std::string_view write_announce();
  std::string_view write_spare();
  std::string_view write_status(uint32_t now_ms);
  std::string_view write_offline(char* buffer, size_t size, uint32_t connection) const;

  // The large ones at the end: the chip reaches what lies near the beginning with a single instruction.
  Identity identity_;
  Mqtt& mqtt_;
  System& system_;
  Dice dice_;

  MessageId update_id_;
  bool progress_due_ = false;

  uint32_t session_ = 0;
  uint32_t boot_ = 0;
  ResetReason reset_reason_ = ResetReason::kUnknown;
  uint32_t connection_ = 0;
  uint32_t n_ = 0;
  uint32_t event_n_ = 0;

  Name role_;
  Name manager_;
  uint32_t revision_ = 0;
  uint32_t hash_ = 0;
  SafeMode safe_ = SafeMode::kNone;
  std::optional<Rejected> rejected_;
  uint32_t configured_ms_ = 0;
  std::optional<uint32_t> delivered_ms_;

  Phase phase_ = Phase::kOffline;
  uint32_t phase_since_ms_ = 0;
  Report announce_;
  Report status_;
  Report state_;
  Report spare_;
  bool spare_retained_ = false;  // a spare message of ours may be retained at the broker
  bool status_follows_ = false;  // owed after the results that are on their way
  bool will_seen_ = false;
  uint32_t state_published_ms_ = 0;
  uint32_t telemetry_since_ms_ = 0;
  uint32_t telemetry_pause_ms_ = 0;
  uint32_t last_loop_ms_ = 0;
  uint32_t longest_pause_ms_ = 0;
  std::optional<uint32_t> announce_due_ms_;
  std::optional<uint32_t> status_repeated_ms_;
  std::optional<uint32_t> foreign_seen_ms_;
  bool duplicate_id_ = false;
  uint8_t sources_due_ = 0;  // of the boards that the rules name, so many are still to be subscribed
  bool network_up_ = false;
  uint32_t network_left_ms_ = 0;
  std::optional<uint32_t> restart_asked_ms_;
  std::optional<uint32_t> switch_asked_ms_;

  CrashLadder ladder_;
  BootCounter boots_;
  ConfigStore store_;
  LevelStore levels_;
  Presence presence_;
  Identify identify_;
  ProbeScan scan_;
  Reconnect reconnect_;
  Update update_;
  NetworkKeeper network_;
  Answers answers_;
  PinSet pins_;
  Rules rules_;
  Inbox inbox_;
};

}  // namespace iotdm
