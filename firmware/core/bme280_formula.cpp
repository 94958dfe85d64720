#include "bme280_formula.h"

namespace iotdm::bme280 {

namespace {

// A number that wraps where another one would overflow, so that nonsense from a part has a defined result.
class Wrapping {
 public:
  constexpr Wrapping(int32_t value) : bits_(static_cast<uint32_t>(value)) {}

  constexpr int32_t value() const { return static_cast<int32_t>(bits_); }
  constexpr Wrapping operator+(Wrapping other) const { return of(bits_ + other.bits_); }
  constexpr Wrapping operator-(Wrapping other) const { return of(bits_ - other.bits_); }
  constexpr Wrapping operator*(Wrapping other) const { return of(bits_ * other.bits_); }
  constexpr Wrapping operator<<(int bits) const { return of(bits_ << bits); }
  constexpr Wrapping operator>>(int bits) const { return value() >> bits; }

 private:
  static constexpr Wrapping of(uint32_t bits) { return static_cast<int32_t>(bits); }

  uint32_t bits_;
};

int32_t unsigned_word(const uint8_t* bytes) { return bytes[0] | bytes[1] << 8; }

int32_t signed_word(const uint8_t* bytes) { return static_cast<int16_t>(unsigned_word(bytes)); }

Wrapping square(Wrapping number) { return number * number; }

}  // namespace

int32_t fine_temperature(uint32_t raw, const uint8_t (&calibration)[2 * kTemperatureWords]) {
  const Wrapping t1 = unsigned_word(calibration);
  const Wrapping t2 = signed_word(calibration + 2);
  const Wrapping t3 = signed_word(calibration + 4);
  const Wrapping reading = static_cast<int32_t>(raw);
  const Wrapping linear = (((reading >> 3) - (t1 << 1)) * t2) >> 11;
  const Wrapping curved = ((square((reading >> 4) - t1) >> 12) * t3) >> 14;
  return (linear + curved).value();
}

int32_t centidegrees(int32_t fine) { return ((Wrapping(fine) * 5 + 128) >> 8).value(); }

uint32_t pascals(uint32_t raw, int32_t fine, const uint8_t (&calibration)[2 * kPressureWords]) {
  const auto p = [&calibration](int n) { return Wrapping(signed_word(calibration + 2 * (n - 1))); };
  const Wrapping p1 = unsigned_word(calibration);
  const Wrapping t = (Wrapping(fine) >> 1) - 64000;
  const Wrapping t_squared = square(t >> 2);

  const Wrapping offset = ((((t_squared >> 11) * p(6)) + ((t * p(5)) << 1)) >> 2) + (p(4) << 16);
  const Wrapping slope = ((((p(3) * (t_squared >> 13)) >> 3) + ((p(2) * t) >> 1)) >> 18);
  const auto gain = static_cast<uint32_t>((((slope + 32768) * p1) >> 15).value());
  if (gain == 0) {
    return 0;
  }
  const auto span =
      static_cast<uint32_t>(((Wrapping(1048576) - static_cast<int32_t>(raw) - (offset >> 12)) * 3125).value());
  const Wrapping linear = static_cast<int32_t>(span < 0x80000000U ? (span << 1) / gain : span / gain * 2);

  const Wrapping curved = (p(9) * (square(linear >> 3) >> 13)) >> 12;
  const Wrapping tilted = ((linear >> 2) * p(8)) >> 13;
  return static_cast<uint32_t>((linear + ((curved + tilted + p(7)) >> 4)).value());
}

uint32_t humidity(uint32_t raw, int32_t fine, uint8_t h1, const uint8_t (&calibration)[kHumidityBytes]) {
  const Wrapping h2 = signed_word(calibration);
  const Wrapping h3 = calibration[2];
  // Two numbers of 12 bits share the middle byte.
  const Wrapping h4 = static_cast<int8_t>(calibration[3]) * 16 + (calibration[4] & 0x0F);
  const Wrapping h5 = static_cast<int8_t>(calibration[5]) * 16 + (calibration[4] >> 4);
  const Wrapping h6 = static_cast<int8_t>(calibration[6]);
  const Wrapping t = Wrapping(fine) - 76800;

  const Wrapping above = ((Wrapping(static_cast<int32_t>(raw)) << 14) - (h4 << 20) - h5 * t + 16384) >> 15;
  const Wrapping bent = ((((t * h6) >> 10) * (((t * h3) >> 11) + 32768)) >> 10) + 2097152;
  const Wrapping linear = above * ((bent * h2 + 8192) >> 14);
  const int32_t curved = (linear - (((square(linear >> 15) >> 7) * Wrapping(h1)) >> 4)).value();
  constexpr int32_t kAll = 100 << 22;
  return static_cast<uint32_t>(curved < 0 ? 0 : curved > kAll ? kAll : curved) >> 12;
}

}  // namespace iotdm::bme280
