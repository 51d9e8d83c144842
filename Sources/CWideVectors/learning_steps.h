#pragma once
#include "wide_vectors.h"

// The weights of one linear neuron, eight at a time. `count` is a multiple of eight; sums come in eight lanes.

#if defined(__x86_64__)

/// The sum of w x.
WIDE_FUNCTION void wide_dot(const double *w, const double *x, int64_t count, double *lanes) {
#pragma clang fp contract(off)
  WideDoubles low = {}, high = {};
  for (int64_t index = 0; index < count; index += 8) {
    low += *(const WideDoubles *)(w + index) * *(const WideDoubles *)(x + index);
    high += *(const WideDoubles *)(w + index + 4) * *(const WideDoubles *)(x + index + 4);
  }
  *(WideDoubles *)lanes = low;
  *(WideDoubles *)(lanes + 4) = high;
}

/// w becomes d w + c x; the sum of its squares.
WIDE_FUNCTION void wide_mix(double *w, double d, const double *x, double c, int64_t count, double *lanes) {
#pragma clang fp contract(off)
  WideDoubles low = {}, high = {};
  for (int64_t index = 0; index < count; index += 8) {
    WideDoubles first = *(WideDoubles *)(w + index) * d + *(const WideDoubles *)(x + index) * c;
    WideDoubles second = *(WideDoubles *)(w + index + 4) * d + *(const WideDoubles *)(x + index + 4) * c;
    *(WideDoubles *)(w + index) = first;
    *(WideDoubles *)(w + index + 4) = second;
    low += first * first;
    high += second * second;
  }
  *(WideDoubles *)lanes = low;
  *(WideDoubles *)(lanes + 4) = high;
}

/// r becomes r - y w, then w becomes w + c r; the sum of the squares of w.
WIDE_FUNCTION void wide_mix_remainder(double *w, double y, double *r, double c, int64_t count, double *lanes) {
#pragma clang fp contract(off)
  WideDoubles sums[2] = {{}, {}};
  for (int64_t index = 0; index < count; index += 8) {
    for (int half = 0; half < 2; half++) {
      WideDoubles *weights = (WideDoubles *)(w + index + 4 * half), *remainder = (WideDoubles *)(r + index + 4 * half);
      WideDoubles old = *weights, rest = *remainder - old * y, value = old + rest * c;
      *remainder = rest;
      *weights = value;
      sums[half] += value * value;
    }
  }
  *(WideDoubles *)lanes = sums[0];
  *(WideDoubles *)(lanes + 4) = sums[1];
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
