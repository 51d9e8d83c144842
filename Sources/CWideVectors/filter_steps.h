#pragma once
#include "wide_vectors.h"

// Symmetric filters of a series, and those of a spectrum.

#if defined(__x86_64__)

/// The centre first, then pairs of samples from the far end inwards, around `count` neighbouring samples, a multiple of sixteen;
/// `line` begins `radius` before the first and ends `radius` behind the last.
WIDE_FUNCTION void wide_weighted_sums(
    const double *line, int64_t count, const double *weights, int64_t radius, double *result) {
#pragma clang fp contract(off)
  for (int64_t index = 0; index < count; index += 16) {
    const WideDoubles *centre = (const WideDoubles *)(line + radius + index);
    WideDoubles sums[4];
    for (int quarter = 0; quarter < 4; quarter++) sums[quarter] = centre[quarter] * weights[0];
    for (int64_t distance = radius; distance > 0; distance--) {
      const WideDoubles *before = (const WideDoubles *)(line + radius + index - distance);
      const WideDoubles *behind = (const WideDoubles *)(line + radius + index + distance);
      for (int quarter = 0; quarter < 4; quarter++) {
        sums[quarter] += (before[quarter] + behind[quarter]) * weights[distance];
      }
    }
    for (int quarter = 0; quarter < 4; quarter++) *(WideDoubles *)(result + index + 4 * quarter) = sums[quarter];
  }
}

/// For complex numbers k = 0, 1, ... of `count`: result[k] = (own[k] z[k] + mirrored[k] w[-k]) scale with the parts of w[-k] exchanged,
/// in pairs as long as there are two. Returns how many are done.
WIDE_FUNCTION int64_t wide_mix_mirrored(
    const double *z, const double *w, const double *own, const double *mirrored, int64_t count, double scale, double *result) {
#pragma clang fp contract(off)
  int64_t k = 0;
  for (; k + 2 <= count; k += 2) {
    WideDoubles back = *(const WideDoubles *)(w - 2 * (k + 1));
    WideDoubles swapped = __builtin_shufflevector(back, back, 3, 2, 1, 0);
    WideDoubles sum = *(const WideDoubles *)(own + 2 * k) * *(const WideDoubles *)(z + 2 * k)
        + *(const WideDoubles *)(mirrored + 2 * k) * swapped;
    *(WideDoubles *)(result + 2 * k) = sum * scale;
  }
  return k;
}

#else

static inline void wide_weighted_sums(
    const double *line, int64_t count, const double *weights, int64_t radius, double *result) {}

static inline int64_t wide_mix_mirrored(
    const double *z, const double *w, const double *own, const double *mirrored, int64_t count, double scale, double *result) {
  return 0;
}

#endif
