#include <utility>

#include "../gpio_table.h"
#include "../words.h"
#include "make_pin.h"

namespace iotdm {

namespace {

enum Option : uint8_t { kInvert, kOpenMs, kCloseMs, kDeadMs };

IOTDM_IN_FLASH("cover")
constexpr OptionSpec kOptions[] = {
    flag_option("invert"),
    whole_option("open_ms", 20000, 1000, 300000),
    whole_option("close_ms", 20000, 1000, 300000),
    whole_option("dead_ms", 500, 0, 10000),
};

// The first GPIO opens, the second one closes.
enum Way : uint8_t { kStopped, kOpening, kClosing };

constexpr uint32_t kTellMs = 1000;

// Where a cover may be asked to go, in percent. Beyond the ends, so that drift goes away.
constexpr int32_t kOpen = 110;
constexpr int32_t kClosed = -10;
constexpr int32_t kNowhere = 127;

bool is_end(int32_t wish) { return wish == kOpen || wish == kClosed; }

struct Request {
  int32_t wish = kNowhere;
  uint8_t wishes = 0;

  // A member that is not known is ignored.
  bool read(const JsonMember& member) {
    if (member.key == "position") {
      ++wishes;
      const uint32_t percent = member.value.number().value_or(kNoPercent);
      wish = percent == 0 ? kClosed : percent == 100 ? kOpen : static_cast<int32_t>(percent);
      return percent <= 100;
    }
    if (member.key == "move") {
      ++wishes;
      const int way = index_of_word("stop open close", member.value.text());
      wish = way == kStopped ? kNowhere : way == kOpening ? kOpen : kClosed;
      return way >= 0;
    }
    return true;
  }

 private:
  static constexpr uint32_t kNoPercent = 101;
};

// Two relays, and a motor whose position is only known from the time that it ran. Two rules hold in every instant:
// never are both relays on, and the motor rests for the dead time before it turns round.
class Cover final : public Pin {
 public:
  Cover(const PinConfig& config, const GpioList& gpios, Gpio& gpio)
      : Pin(gpios, gpio),
        open_ms_(config.options[kOpenMs]),
        close_ms_(config.options[kCloseMs]),
        dead_ms_(static_cast<uint16_t>(config.options[kDeadMs])),
        inverted_(config.options[kInvert] != 0) {}

  // A relay may have been on until just now, so the dead time counts from here.
  void start(const Start& start, uint32_t now_ms) override {
    known_ = start.level.known;
    told_ = start.level.value[0];
    from_ = place_of(told_);
    since_ms_ = now_ms;
    drive(kStopped, now_ms);
    enable();
  }

  Error set(JsonText value, uint32_t now_ms) override {
    Request request;
    if (!read_members(value, request) || request.wishes != 1) {
      return Error::kBadValue;
    }
    follow(request.wish, now_ms);
    return Error::kNone;
  }

  // Neither on nor off: open, stop, close, stop, and so on.
  void turn(bool /*on*/, uint32_t now_ms) override {
    const bool is_open = known_ && told_ == 100;
    const bool is_closed = known_ && told_ == 0;
    const bool opens = is_closed || (!is_open && last_ != kOpening);
    follow(moving_ != kStopped ? kNowhere : opens ? kOpen : kClosed, now_ms);
  }

  bool tick(uint32_t now_ms) override {
    go_on(now_ms);
    return std::exchange(changed_, false);
  }

  void write_state(JsonWriter& json) const override {
    json.open_object().key("position");
    if (known_) {
      json.signed_number(told_);
    } else {
      json.null();
    }
    json.key("moving").text(word_at("stopped opening closing", moving_)).close_object();
  }

  Level level() const override {
    return {known_ && moving_ == kStopped, false, {static_cast<uint8_t>(told_), 0, 0, 0, 0, 0}};
  }

 private:
  // Places are milliseconds of the way up from the closed end, as long as the present direction takes for all of it.
  int32_t place_of(int32_t percent) const { return percent * full_ms_ / 100; }

  int32_t place_at(uint32_t now_ms) const {
    const auto ran_ms = static_cast<int32_t>(now_ms - since_ms_);
    switch (driven_) {
      case kOpening:
        return ran_ms < full_ms_ - from_ ? from_ + ran_ms : full_ms_;
      case kClosing:
        return ran_ms < from_ ? from_ - ran_ms : 0;
      default:
        return from_;
    }
  }

  void follow(int32_t wish, uint32_t now_ms) {
    if (wish != wish_) {
      wish_ = wish;
      head_for_wish(now_ms);
      go_on(now_ms);
    }
  }

  void head_for_wish(uint32_t now_ms) {
    tell(moving_, now_ms);
    int32_t goal = wish_;
    if (wish_ == kNowhere) {
      goal = told_;
    } else if (!known_) {
      // First to the nearer end: there it will be known.
      goal = wish_ >= 50 ? kOpen : kClosed;
    }
    const Way way = goal > told_ ? kOpening : goal < told_ ? kClosing : kStopped;
    if (way != driven_) {
      from_ = place_at(now_ms);
      drive(kStopped, now_ms);
    }
    if (way == kStopped) {
      wish_ = kNowhere;
    } else {
      plan(way, goal);
    }
    tell(way, now_ms);
  }

  void plan(Way way, int32_t goal) {
    if (driven_ == kStopped) {
      const int32_t full_ms = way == kOpening ? open_ms_ : close_ms_;
      if (known_) {
        from_ = static_cast<int32_t>(static_cast<int64_t>(from_) * full_ms / full_ms_);
      } else {
        from_ = way == kOpening ? 0 : full_ms;
      }
      full_ms_ = full_ms;
    }
    const int32_t left_ms = place_of(goal) - from_;
    lasts_ms_ = static_cast<uint32_t>(left_ms < 0 ? -left_ms : left_ms);
  }

  void go_on(uint32_t now_ms) {
    if (moving_ == kStopped) {
      return;
    }
    const uint32_t since_ms = now_ms - since_ms_;
    if (driven_ != moving_) {
      if (last_ == moving_ || since_ms >= dead_ms_) {
        drive(moving_, now_ms);
      }
    } else if (since_ms >= lasts_ms_) {
      if (known_ || is_end(wish_)) {
        wish_ = kNowhere;
      }
      known_ = true;
      head_for_wish(now_ms);
    } else if (now_ms - told_ms_ >= kTellMs) {
      tell(moving_, now_ms);
    }
  }

  void drive(Way way, uint32_t now_ms) {
    for (uint8_t i = 0; i < 2; ++i) {
      gpio_.write(number(i), inverted_);
    }
    if (way != kStopped) {
      gpio_.write(number(static_cast<uint8_t>(way - kOpening)), !inverted_);
      last_ = way;
    }
    if (way != driven_) {
      driven_ = way;
      since_ms_ = now_ms;
    }
  }

  void tell(Way moving, uint32_t now_ms) {
    const int32_t percent = known_ ? (place_at(now_ms) * 100 + full_ms_ / 2) / full_ms_ : 0;
    changed_ = changed_ || moving != moving_ || percent != told_;
    moving_ = moving;
    told_ = percent;
    told_ms_ = now_ms;
  }

  const int32_t open_ms_;
  const int32_t close_ms_;
  const uint16_t dead_ms_;
  const bool inverted_;

  bool known_ = false;
  int32_t full_ms_ = open_ms_;
  int32_t from_ = 0;       // the place where the cover rests, or where it began to move
  uint32_t since_ms_ = 0;  // it rests or moves
  uint32_t lasts_ms_ = 0;
  uint32_t told_ms_ = 0;
  int32_t told_ = 0;  // the position in the state
  int32_t wish_ = kNowhere;
  Way moving_ = kStopped;  // also while it waits for the dead time
  Way driven_ = kStopped;
  Way last_ = kStopped;
  bool changed_ = false;
};

}  // namespace

IOTDM_IN_FLASH("row_cover")
extern const PinType kCover = {
    "cover", kOptions, count_of(kOptions), kGroupGuard, kCanDrive,    2,
    2,       nullptr,  make_pin<Cover>,    {kNoBus},    {kTakesMove},
};

}  // namespace iotdm
