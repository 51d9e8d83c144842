#pragma once
#include "wide_vectors.h"

// The weights of one linear neuron, sixteen at a time. `count` is a multiple of sixteen; sums come in sixteen lanes, which are four
// sums that do not wait for each other.

#if defined(__x86_64__)

WIDE_INLINE WideDoubles wide_four(const double *values) { return *(const WideDoubles *)values; }

WIDE_INLINE void wide_keep_lanes(double *lanes, const WideDoubles *sums) {
  for (int quarter = 0; quarter < 4; quarter++) *(WideDoubles *)(lanes + 4 * quarter) = sums[quarter];
}

/// Four weights of the next: d w + c x.
WIDE_INLINE WideDoubles wide_mix_four(double *w, double d, const double *x, double c) {
#pragma clang fp contract(off)
  WideDoubles value = wide_four(w) * d + wide_four(x) * c;
  *(WideDoubles *)w = value;
  return value;
}

/// Four weights of the next: r becomes r - y w, then w becomes w + c r.
WIDE_INLINE WideDoubles wide_mix_remainder_four(double *w, double y, double *r, double c) {
#pragma clang fp contract(off)
  WideDoubles old = wide_four(w), rest = wide_four(r) - old * y, value = old + rest * c;
  *(WideDoubles *)r = rest;
  *(WideDoubles *)w = value;
  return value;
}

/// The sum of w x.
WIDE_FUNCTION void wide_dot(const double *w, const double *x, int64_t count, double *lanes) {
#pragma clang fp contract(off)
  WideDoubles sums[4] = {{}, {}, {}, {}};
  for (int64_t index = 0; index < count; index += 16) {
    sums[0] += wide_four(w + index) * wide_four(x + index);
    sums[1] += wide_four(w + index + 4) * wide_four(x + index + 4);
    sums[2] += wide_four(w + index + 8) * wide_four(x + index + 8);
    sums[3] += wide_four(w + index + 12) * wide_four(x + index + 12);
  }
  wide_keep_lanes(lanes, sums);
}

/// w becomes d w + c x; the sum of its squares.
WIDE_FUNCTION void wide_mix(double *w, double d, const double *x, double c, int64_t count, double *lanes) {
#pragma clang fp contract(off)
  WideDoubles sums[4] = {{}, {}, {}, {}};
  for (int64_t index = 0; index < count; index += 16) {
    WideDoubles a = wide_mix_four(w + index, d, x + index, c), b = wide_mix_four(w + index + 4, d, x + index + 4, c);
    sums[0] += a * a;
    sums[1] += b * b;
    a = wide_mix_four(w + index + 8, d, x + index + 8, c);
    b = wide_mix_four(w + index + 12, d, x + index + 12, c);
    sums[2] += a * a;
    sums[3] += b * b;
  }
  wide_keep_lanes(lanes, sums);
}

/// r becomes r - y w, then w becomes w + c r; the sum of the squares of w.
WIDE_FUNCTION void wide_mix_remainder(double *w, double y, double *r, double c, int64_t count, double *lanes) {
#pragma clang fp contract(off)
  WideDoubles sums[4] = {{}, {}, {}, {}};
  for (int64_t index = 0; index < count; index += 16) {
    WideDoubles a = wide_mix_remainder_four(w + index, y, r + index, c);
    WideDoubles b = wide_mix_remainder_four(w + index + 4, y, r + index + 4, c);
    sums[0] += a * a;
    sums[1] += b * b;
    a = wide_mix_remainder_four(w + index + 8, y, r + index + 8, c);
    b = wide_mix_remainder_four(w + index + 12, y, r + index + 12, c);
    sums[2] += a * a;
    sums[3] += b * b;
  }
  wide_keep_lanes(lanes, sums);
}

/// w becomes w + c x, cut to plus or minus the limit.
WIDE_FUNCTION void wide_add_clipped(double *w, const double *x, double c, double limit, int64_t count) {
#pragma clang fp contract(off)
  const WideDoubles high = {limit, limit, limit, limit}, low = -high;
  for (int64_t index = 0; index < count; index += 4) {
    WideDoubles value = *(WideDoubles *)(w + index) + *(const WideDoubles *)(x + index) * c;
    WideMask64 above = (WideMask64)(value > high);
    value = WIDE_SELECT64(above, high, value);
    WideMask64 below = (WideMask64)(value < low);
    *(WideDoubles *)(w + index) = WIDE_SELECT64(below, low, value);
  }
}

/// w becomes f w.
WIDE_FUNCTION void wide_scale(double *w, double f, int64_t count) {
  for (int64_t index = 0; index < count; index += 4) *(WideDoubles *)(w + index) = *(WideDoubles *)(w + index) * f;
}

#else

static inline void wide_dot(const double *w, const double *x, int64_t count, double *lanes) {}
static inline void wide_mix(double *w, double d, const double *x, double c, int64_t count, double *lanes) {}
static inline void wide_mix_remainder(double *w, double y, double *r, double c, int64_t count, double *lanes) {}
static inline void wide_add_clipped(double *w, const double *x, double c, double limit, int64_t count) {}
static inline void wide_scale(double *w, double f, int64_t count) {}

#endif
