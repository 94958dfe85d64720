#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "edge_watch.h"
#include "site.h"

// What the core needs from the world. esp8266/ and host/ implement these; the tests have fakes that record.
namespace iotdm {

enum class PinMode : uint8_t { kInput, kInputPullUp, kInputPullDown, kOutput };

// The pixels of a strip, computed when they are sent, so that nobody has to keep a frame.
class PixelSource {
 public:
  // The three bytes of one pixel; the first one to be sent in bits 16 to 23.
  virtual uint32_t pixel(uint16_t index) = 0;

 protected:
  ~PixelSource() = default;
};

// The microseconds between one falling edge and the next; 255 is anything longer.
struct Gaps {
  const uint8_t* us;
  uint8_t count;
};

// A part on a two-wire bus (I2C), and where the bus is.
struct TwoWirePart {
  uint8_t sda;
  uint8_t scl;
  uint8_t address;
};

class Gpio {
 public:
  virtual void set_mode(uint8_t gpio, PinMode mode) = 0;
  virtual void write(uint8_t gpio, bool high) = 0;
  // `duty` is 0 to kFullDuty. write() and every mode but kOutput end the PWM.
  virtual void write_pwm(uint8_t gpio, uint16_t duty, uint16_t hertz) = 0;
  // Repeats a pulse of exactly this length, high first; both times are above 0. A running wave takes over new ones when
  // its period ends. It ends as a PWM does.
  virtual void write_wave(uint8_t gpio, uint32_t high_us, uint32_t low_us) = 0;
  virtual bool read(uint8_t gpio) = 0;
  // Counts, 0 to 1023.
  virtual uint16_t read_analog(uint8_t gpio) = 0;

  // From now on an interrupt shows the watch every edge at its GPIOs, which have kCanInterrupt and are inputs: it sees
  // what happens while nobody looks. Until unwatch(); the watch must be there until then.
  virtual void watch_pulses(PulseWatch& watch) = 0;
  virtual void watch_encoder(EncoderWatch& watch) = 0;
  virtual void unwatch(uint8_t gpio) = 0;
  // True when the watch has counted since the last call. It is settled before, with no interrupt in between.
  virtual bool settle(PulseWatch& watch) = 0;

  // Sends a frame to the strip at this GPIO, with kCanPixels, and makes it an output. Returns when nothing can delay
  // the rest any more: 300 pixels take 9 ms. The strip shows this frame until the next one. set_mode() ends it, and
  // leaves the strip dark.
  virtual void write_pixels(uint8_t gpio, PixelSource& source, uint16_t count) = 0;

  // Makes the GPIO an input with a pull-up and measures its gaps, by interrupts, until end_capture(), unwatch() or
  // set_mode(). Only one GPIO at a time: false while another one is measured; nothing happens then.
  virtual bool begin_capture(uint8_t gpio) = 0;
  // The first kMostGaps of them, until the next capture begins.
  virtual Gaps end_capture(uint8_t gpio) = 0;

  // 1-Wire, at an input with a pull-up. Resets the bus; true when a part answers. Takes 1 ms.
  virtual bool reset_one_wire(uint8_t gpio) = 0;
  // Sends a bit; a 1 lets the parts send theirs. Returns what the line had. Takes 65 us.
  virtual bool one_wire_slot(uint8_t gpio, bool bit) = 0;

  // For what takes some ms of a loop, and for what it would disturb: one at a time, for `ms` from now on. False while
  // something else has its turn.
  bool take_turn(uint32_t now_ms, uint8_t ms = 1) {
    const bool is_free = now_ms - turn_begun_ms_ >= turn_ms_;
    if (is_free) {
      turn_begun_ms_ = now_ms;
      turn_ms_ = ms;
    }
    return is_free;
  }

  // Writes `out` to a part, if there is any, and then reads `in`, if there is any, over lines that are inputs with
  // pull-ups. False when the bus is held or the part does not acknowledge. 20 bytes take less than 3 ms, also when
  // somebody hangs.
  virtual bool transfer(const TwoWirePart& part, const uint8_t* out, uint8_t out_size, uint8_t* in,
                        uint8_t in_size) = 0;

  static constexpr uint16_t kFullDuty = 1023;
  static constexpr uint16_t kMostPixels = 300;
  static constexpr uint8_t kMostGaps = 42;

 protected:
  ~Gpio() = default;

 private:
  uint32_t turn_begun_ms_ = 0;
  uint8_t turn_ms_ = 0;
};

// Raw sectors with NOR rules: erase() sets all bits, program() only clears bits. Offsets and sizes are multiples of 4.
class Flash {
 public:
  static constexpr size_t kSectorSize = 4096;

  virtual bool read(uint8_t sector, size_t offset, void* to, size_t size) = 0;
  virtual bool program(uint8_t sector, size_t offset, const void* from, size_t size) = 0;
  virtual bool erase(uint8_t sector) = 0;

 protected:
  ~Flash() = default;
};

// The core's sectors, by number; each layer maps them to addresses.
enum FlashSector : uint8_t {
  kSectorConfigA,
  kSectorConfigB,
  kSectorBootsA,
  kSectorBootsB,
  kSectorSiteA,  // what a flashing step writes
  kSectorSiteB,
  kSectorLevelsA,
  kSectorLevelsB,
  kSectorCount,
};

// Memory of 32-bit words that keeps its content over restarts and crashes, and holds anything after power-on.
class RtcMemory {
 public:
  // The words before are the boot loader's: it finds there what it has to do after an update.
  static constexpr uint8_t kFirstWord = 32;
  static constexpr uint8_t kWords = 128;

  virtual bool read(uint8_t word, uint32_t* to, uint8_t count) = 0;
  virtual bool write(uint8_t word, const uint32_t* from, uint8_t count) = 0;

 protected:
  ~RtcMemory() = default;
};

enum class WifiState : uint8_t {
  kIdle,
  kConnecting,
  kJoined,  // still without an address
  kConnected,
  kNoSuchNetwork,
  kWrongPassword,
};

// The station, and the access point of the portal. Nothing here waits.
class Wifi {
 public:
  static constexpr uint8_t kBssidSize = 6;

  // Starts to connect; state() tells of this attempt from now on. With `bssid` and `channel` (else null and 0) only to
  // this access point, which saves the search.
  virtual void connect(std::string_view ssid, std::string_view psk, const uint8_t* bssid, uint8_t channel) = 0;
  virtual void disconnect() = 0;
  // A layer that is in a network without being asked, as a virtual device is, is connected from the start.
  virtual WifiState state() = 0;
  // Of the access point of the present connection.
  virtual const uint8_t* bssid() = 0;
  virtual uint8_t channel() = 0;

  // Besides the station.
  virtual void start_access_point(std::string_view name) = 0;
  virtual void stop_access_point() = 0;

 protected:
  ~Wifi() = default;
};

struct Will {
  const char* topic;
  std::string_view payload;
};

struct Subscription {
  const char* topic;
  uint8_t qos;
};

// One MQTT connection. The layer calls Device::on_… when something happens; it never calls back from inside these.
class Mqtt {
 public:
  // Where connect() connects to from now on: host, port and login of `network`, which stays where it is until the next
  // call. Until the first call it is up to the layer. An empty host means the first _mqtt._tcp that mDNS finds.
  virtual void set_broker(const Network& network) = 0;
  // Starts to connect, with everything from an earlier connection forgotten, the outbox too.
  virtual void connect(const Will& will) = 0;
  // Says goodbye, so that the broker publishes no will. on_disconnected() is not called for it.
  virtual void disconnect() = 0;
  // True when nothing is open any more, not even a goodbye that is on its way.
  virtual bool idle() const = 0;
  virtual bool subscribe(const Subscription* subscriptions, uint8_t count) = 0;
  // Copies topic and payload. Returns an id that on_published() will name, or 0 when there is no room.
  virtual uint16_t publish(const char* topic, std::string_view payload, uint8_t qos, bool retained) = 0;

 protected:
  ~Mqtt() = default;
};

enum class ResetReason : uint8_t { kPowerOn, kExternal, kSoftware, kException, kWatchdog, kUnknown };

struct Health {
  int32_t rssi_dbm;
  uint32_t free_heap;
  uint32_t largest_block;
};

class System {
 public:
  virtual uint32_t random() = 0;
  virtual Health health() = 0;
  // The device's own address as text; valid until the next call.
  virtual std::string_view ip() = 0;
  // May return: the caller goes on until the restart happens.
  virtual void restart() = 0;

 protected:
  ~System() = default;
};

// Fetches one file over plain HTTP, without ever waiting for it.
class Downloader {
 public:
  enum class State : uint8_t {
    kConnecting,   // until the head of the answer is there
    kReceiving,    // the server sends the file
    kEnded,        // it sends no more, be the file whole or not; what arrived can still be read
    kUnreachable,  // there was no answer at all
    kRefused,      // the answer was another one than 200
  };

  // Copies the URL, which begins with http://, and forgets any earlier download.
  virtual void start(std::string_view url) = 0;
  virtual State state() = 0;
  // What the server says that the file's size is, if it says so.
  virtual std::optional<uint32_t> announced_size() = 0;
  // Takes up to `size` of the bytes that have arrived; 0 when there are none now.
  virtual size_t read(void* to, size_t size) = 0;
  virtual void abort() = 0;

 protected:
  ~Downloader() = default;
};

// Where a new image lies until the next boot takes it. The running image is not touched before that.
class ImageSink {
 public:
  enum class Result : uint8_t { kOk, kTooBig, kFailed };

  // `size` is that of the whole file.
  virtual Result begin(uint32_t size) = 0;
  virtual bool write(const void* bytes, size_t size) = 0;
  // What was written, as it lies in the memory.
  virtual bool read(uint32_t offset, void* to, size_t size) = 0;
  // The next boot takes the first `size` bytes. `unpacked_size` is what the boot loader makes of them, which must fit
  // beside them.
  virtual Result finish(uint32_t size, uint32_t unpacked_size) = 0;
  virtual void abort() = 0;

 protected:
  ~ImageSink() = default;
};

using Sha256 = std::array<uint8_t, 32>;

// The cryptography of an update. The public key is the layer's.
class ImageVerifier {
 public:
  virtual void begin() = 0;
  virtual void add(const void* bytes, size_t size) = 0;
  // Of what was added since begin(). More may be added afterwards.
  virtual Sha256 hash() = 0;
  // RSA-2048 with PKCS #1 v1.5 padding; `signature` has 256 bytes. Always true in a development build, which has no
  // key.
  virtual bool is_signed(const Sha256& hash, const void* signature) = 0;

 protected:
  ~ImageVerifier() = default;
};

struct UpdatePorts {
  Downloader& downloader;
  ImageSink& sink;
  ImageVerifier& verifier;
};

// Everything that a device needs.
struct Ports {
  Gpio& gpio;
  Flash& flash;
  RtcMemory& rtc;
  Wifi& wifi;
  Mqtt& mqtt;
  System& system;
  UpdatePorts update;
};

}  // namespace iotdm
