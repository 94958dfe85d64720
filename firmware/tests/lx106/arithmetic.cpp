// The arithmetic that the ESP8266 has in its ROM, which Debian's libgcc leaves out for that reason. Plain rather than
// fast: an instruction count that includes it is an upper bound. Subnormal doubles count as zero.
#include <cstdint>
#include <cstring>

namespace {

int leading_zeros(uint32_t number) { return __builtin_clz(number); }
int leading_zeros(uint64_t number) { return __builtin_clzll(number); }

template <class Unsigned>
struct Quotient {
  Unsigned whole;
  Unsigned rest;
};

// One step for each bit that the quotient can have.
template <class Unsigned>
Quotient<Unsigned> divide(Unsigned number, Unsigned by) {
  if (by > number || by == 0) {
    return {0, number};
  }
  int bit = leading_zeros(by) - leading_zeros(number);
  Unsigned part = by << bit;
  Unsigned whole = 0;
  for (; bit >= 0; --bit) {
    whole <<= 1;
    if (number >= part) {
      number -= part;
      whole |= 1;
    }
    part >>= 1;
  }
  return {whole, number};
}

template <class Signed, class Unsigned>
Unsigned magnitude(Signed value) {
  return value < 0 ? Unsigned(0) - static_cast<Unsigned>(value) : static_cast<Unsigned>(value);
}

template <class Signed, class Unsigned>
Signed with_sign(Unsigned value, bool negative) {
  return static_cast<Signed>(negative ? Unsigned(0) - value : value);
}

uint64_t multiply(uint32_t a, uint32_t b) {
  const uint32_t a_low = a & 0xFFFF;
  const uint32_t a_high = a >> 16;
  const uint32_t b_low = b & 0xFFFF;
  const uint32_t b_high = b >> 16;
  const uint32_t low = a_low * b_low;
  const uint32_t one = a_low * b_high;
  const uint32_t other = a_high * b_low;
  const uint32_t middle = (low >> 16) + (one & 0xFFFF) + (other & 0xFFFF);
  const uint32_t high = a_high * b_high + (one >> 16) + (other >> 16) + (middle >> 16);
  return static_cast<uint64_t>(high) << 32 | (middle << 16 | (low & 0xFFFF));
}

// A double: its value is fraction * 2^(exponent - 63), and the highest bit of the fraction is set, unless it is zero.
struct Number {
  bool negative;
  int exponent;
  uint64_t fraction;
};

constexpr int kBias = 1023;
constexpr int kInfinite = 0x7FF - kBias;
constexpr uint64_t kHighest = uint64_t(1) << 63;

Number unpack(double value) {
  uint64_t bits;
  std::memcpy(&bits, &value, sizeof(bits));
  const int exponent = static_cast<int>(bits >> 52 & 0x7FF);
  const uint64_t fraction = exponent == 0 ? 0 : kHighest | bits << 11;
  return {bits >> 63 != 0, exponent - kBias, fraction};
}

// Shifts to the right; a bit that falls out is kept in the lowest, so that rounding knows of it.
uint64_t shifted(uint64_t fraction, int places) {
  if (places == 0) {
    return fraction;
  }
  if (places > 63) {
    return fraction != 0 ? 1 : 0;
  }
  const bool lost = fraction << (64 - places) != 0;
  return fraction >> places | (lost ? 1 : 0);
}

double pack(Number number) {
  uint64_t bits = 0;
  if (number.fraction != 0) {
    while ((number.fraction & kHighest) == 0) {
      number.fraction <<= 1;
      --number.exponent;
    }
    const uint64_t rest = number.fraction & 0x7FF;
    bits = number.fraction >> 11 & ~(uint64_t(1) << 52);
    // To the nearest, to even from the middle. A carry into the exponent is right.
    const bool up = rest > 0x400 || (rest == 0x400 && (bits & 1) != 0);
    const int exponent = number.exponent + kBias;
    if (exponent <= 0) {
      bits = 0;
    } else if (exponent >= 0x7FF) {
      bits = uint64_t(0x7FF) << 52;
    } else {
      bits = (static_cast<uint64_t>(exponent) << 52 | bits) + (up ? 1 : 0);
    }
  }
  bits |= static_cast<uint64_t>(number.negative) << 63;
  double value;
  std::memcpy(&value, &bits, sizeof(value));
  return value;
}

double add(Number a, Number b) {
  if (a.fraction == 0 || b.fraction == 0) {
    return pack(a.fraction == 0 ? b : a);
  }
  if (a.exponent < b.exponent || (a.exponent == b.exponent && a.fraction < b.fraction)) {
    const Number smaller = a;
    a = b;
    b = smaller;
  }
  if (a.exponent == kInfinite) {
    return pack(a);
  }
  // One bit of room for the carry.
  const uint64_t bigger = shifted(a.fraction, 1);
  const uint64_t smaller = shifted(b.fraction, 1 + a.exponent - b.exponent);
  const uint64_t sum = a.negative == b.negative ? bigger + smaller : bigger - smaller;
  return pack({a.negative && sum != 0, a.exponent + 1, sum});
}

}  // namespace

extern "C" {

uint32_t __udivsi3(uint32_t number, uint32_t by) { return divide(number, by).whole; }
uint32_t __umodsi3(uint32_t number, uint32_t by) { return divide(number, by).rest; }

int32_t __divsi3(int32_t number, int32_t by) {
  const auto all = divide(magnitude<int32_t, uint32_t>(number), magnitude<int32_t, uint32_t>(by));
  return with_sign<int32_t>(all.whole, (number < 0) != (by < 0));
}

int32_t __modsi3(int32_t number, int32_t by) {
  const auto all = divide(magnitude<int32_t, uint32_t>(number), magnitude<int32_t, uint32_t>(by));
  return with_sign<int32_t>(all.rest, number < 0);
}

uint64_t __umulsidi3(uint32_t a, uint32_t b) { return multiply(a, b); }

uint64_t __muldi3(uint64_t a, uint64_t b) {
  const auto a_low = static_cast<uint32_t>(a);
  const auto b_low = static_cast<uint32_t>(b);
  const uint32_t crosswise = static_cast<uint32_t>(a >> 32) * b_low + a_low * static_cast<uint32_t>(b >> 32);
  return multiply(a_low, b_low) + (static_cast<uint64_t>(crosswise) << 32);
}

uint64_t __udivdi3(uint64_t number, uint64_t by) { return divide(number, by).whole; }
uint64_t __umoddi3(uint64_t number, uint64_t by) { return divide(number, by).rest; }

int64_t __divdi3(int64_t number, int64_t by) {
  const auto all = divide(magnitude<int64_t, uint64_t>(number), magnitude<int64_t, uint64_t>(by));
  return with_sign<int64_t>(all.whole, (number < 0) != (by < 0));
}

int64_t __moddi3(int64_t number, int64_t by) {
  const auto all = divide(magnitude<int64_t, uint64_t>(number), magnitude<int64_t, uint64_t>(by));
  return with_sign<int64_t>(all.rest, number < 0);
}

double __adddf3(double a, double b) { return add(unpack(a), unpack(b)); }

double __subdf3(double a, double b) {
  Number other = unpack(b);
  other.negative = !other.negative;
  return add(unpack(a), other);
}

double __muldf3(double a, double b) {
  const Number x = unpack(a);
  const Number y = unpack(b);
  const auto x_low = static_cast<uint32_t>(x.fraction);
  const auto x_high = static_cast<uint32_t>(x.fraction >> 32);
  const auto y_low = static_cast<uint32_t>(y.fraction);
  const auto y_high = static_cast<uint32_t>(y.fraction >> 32);
  const uint64_t low = multiply(x_low, y_low);
  const uint64_t one = multiply(x_low, y_high);
  const uint64_t other = multiply(x_high, y_low);
  const uint64_t middle = (low >> 32) + static_cast<uint32_t>(one) + static_cast<uint32_t>(other);
  const uint64_t high = multiply(x_high, y_high) + (one >> 32) + (other >> 32) + (middle >> 32);
  const bool lost = static_cast<uint32_t>(middle) != 0 || static_cast<uint32_t>(low) != 0;
  return pack({x.negative != y.negative, x.exponent + y.exponent + 1, high | (lost ? 1 : 0)});
}

double __divdf3(double a, double b) {
  const Number x = unpack(a);
  const Number y = unpack(b);
  uint64_t rest = x.fraction >> 1;
  const uint64_t by = y.fraction >> 1;
  uint64_t quotient = 0;
  for (int bit = 0; bit < 60; ++bit) {
    quotient <<= 1;
    if (rest >= by) {
      rest -= by;
      quotient |= 1;
    }
    rest <<= 1;
  }
  return pack({x.negative != y.negative, x.exponent - y.exponent + 4, quotient | (rest != 0 ? 1 : 0)});
}

double __floatunsidf(uint32_t value) { return pack({false, 63, value}); }

double __floatsidf(int32_t value) { return pack({value < 0, 63, magnitude<int32_t, uint32_t>(value)}); }

uint32_t __fixunsdfsi(double value) {
  const Number number = unpack(value);
  if (number.exponent < 0 || number.fraction == 0) {
    return 0;
  }
  return number.exponent > 31 ? UINT32_MAX : static_cast<uint32_t>(number.fraction >> (63 - number.exponent));
}

int32_t __fixdfsi(double value) {
  const bool negative = unpack(value).negative;
  return with_sign<int32_t>(__fixunsdfsi(negative ? -value : value), negative);
}
}
