#include "../dht_code.h"
#include "../gpio_table.h"
#include "../sensor_pin.h"
#include "make_pin.h"

namespace iotdm {

namespace {

enum Option : uint8_t { kModel, kEvery };

IOTDM_IN_FLASH("dht_words")
constexpr FlashValue<uint32_t> kModels[] = {{name_hash("dht22")}, {name_hash("dht11")}};

IOTDM_IN_FLASH("dht")
constexpr OptionSpec kOptions[] = {
    word_option("model", kModels),
    number_option("every", 30000, 2000, 3600000),
};

// More often, and it measures its own warmth.
constexpr uint32_t kRetryMs = 2000;
// How long the line is low, to wake the sensor, and how long its answer takes, with some to spare.
constexpr uint32_t kWakeDht11Ms = 20;
constexpr uint32_t kWakeDht22Ms = 2;
constexpr uint32_t kAnswerMs = 8;

class Dht final : public SensorPin {
 public:
  Dht(const PinConfig& config, const GpioList& gpios, Gpio& gpio)
      : SensorPin(gpios, gpio, static_cast<uint32_t>(config.options[kEvery]), kRetryMs),
        model_(static_cast<DhtModel>(config.options[kModel])) {}

 private:
  enum Stage : uint8_t { kIdle, kWaking, kAnswering };

  void prepare() override { gpio_.set_mode(number(), PinMode::kInputPullUp); }

  Step read(uint8_t& step, uint32_t now_ms) override {
    const uint32_t passed_ms = now_ms - since_ms_;
    if (step == kIdle) {
      gpio_.write(number(), false);
      gpio_.set_mode(number(), PinMode::kOutput);
    } else if (step == kWaking) {
      const uint32_t wake_ms = model_ == DhtModel::kDht11 ? kWakeDht11Ms : kWakeDht22Ms;
      // While another sensor answers, the line stays low for some ms more. What holds interrupts back waits as well: it
      // would shift the edges.
      if (passed_ms < wake_ms || !gpio_.take_turn(now_ms, kAnswerMs) || !gpio_.begin_capture(number())) {
        return Step::kGoesOn;
      }
    } else {
      return passed_ms < kAnswerMs ? Step::kGoesOn : take_answer();
    }
    since_ms_ = now_ms;
    ++step;
    return Step::kGoesOn;
  }

  Step take_answer() {
    const Gaps gaps = gpio_.end_capture(number());
    if (gaps.count == 0) {
      return Step::kNotFound;
    }
    const Climate before = climate_;
    if (!decode_dht(gaps, model_, climate_)) {
      return Step::kBadValue;
    }
    const bool is_new = climate_.temperature != before.temperature || climate_.humidity != before.humidity;
    return is_new ? Step::kRead : Step::kSame;
  }

  void write_value(JsonWriter& json) const override {
    json.open_object().key("temperature").thousandths(climate_.temperature * 100);
    json.key("humidity").thousandths(climate_.humidity * 100).close_object();
  }

  const DhtModel model_;
  Climate climate_{};
  uint32_t since_ms_ = 0;
};

}  // namespace

IOTDM_IN_FLASH("row_dht")
extern const PinType kDht = {
    "dht", kOptions, count_of(kOptions), 0, kCanRead | kCanDrive | kCanPullUp | kCanInterrupt, 1,
    1,     nullptr,  make_pin<Dht>,
};

}  // namespace iotdm
