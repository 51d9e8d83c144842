#pragma once
#include "wide_vectors.h"

// Symmetric filters of a series.

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

#else

static inline void wide_weighted_sums(
    const double *line, int64_t count, const double *weights, int64_t radius, double *result) {}

#endif
