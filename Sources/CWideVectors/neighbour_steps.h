#pragma once
#include "wide_vectors.h"

// The neighbours of points, and the weights of the edges to them.

#if defined(__x86_64__)

/// exp(x) for x <= 0, as `expNonPositive` of eight numbers.
WIDE_INLINE WideFloats wide_exp_floats(WideFloats x) {
#pragma clang fp contract(off)
  WideFloats lowest = (WideFloats){} - 87.0f;
  WideFloats bounded = WIDE_SELECT32(x < -87.0f, lowest, x);
  WideFloats shifted = bounded * 1.44269504f + 12582912.0f;
  WideFloats power = shifted - 12582912.0f;
  WideFloats rest = (bounded - power * 0.693359375f) + power * 2.1219444e-4f;
  WideFloats sum = rest * (float)(1.0 / 5040) + (float)(1.0 / 720);
  sum = sum * rest + 1.0f / 120;
  sum = sum * rest + 1.0f / 24;
  sum = sum * rest + 1.0f / 6;
  sum = sum * rest + 0.5f;
  sum = (sum * rest) * rest + rest + 1.0f;
  return (WideFloats)((WideMask32)sum + ((WideMask32)shifted << 23));
}

/// The same of four numbers in double precision.
WIDE_INLINE WideDoubles wide_exp_doubles(WideDoubles x) {
#pragma clang fp contract(off)
  WideDoubles lowest = (WideDoubles){} - 708.0;
  WideDoubles bounded = WIDE_SELECT64(x < -708.0, lowest, x);
  WideDoubles shifted = bounded * 1.4426950408889634 + 6755399441055744.0;
  WideDoubles power = shifted - 6755399441055744.0;
  WideDoubles rest = (bounded - power * 0.6931471803691238) - power * 1.9082149292705877e-10;
  WideDoubles square = rest * rest;
  WideDoubles even = square * (1.0 / 479001600) + 1.0 / 3628800;
  WideDoubles odd = square * (1.0 / 39916800) + 1.0 / 362880;
  even = even * square + 1.0 / 40320;
  odd = odd * square + 1.0 / 5040;
  even = even * square + 1.0 / 720;
  odd = odd * square + 1.0 / 120;
  even = even * square + 1.0 / 24;
  odd = odd * square + 1.0 / 6;
  even = even * square + 0.5;
  WideDoubles sum = ((odd * square + even * rest) * rest) + rest + 1.0;
  return (WideDoubles)((WideMask64)sum + ((WideMask64)shifted << 52));
}

/// exp(-d * rate), 1 at a distance of 0 whatever the rate.
WIDE_INLINE WideFloats wide_membership(WideFloats distance, WideFloats rate) {
  WideFloats exponent = -distance * rate, none = {};
  return wide_exp_floats(WIDE_SELECT32(distance == 0.0f, none, exponent));
}

WIDE_INLINE void wide_store_as_doubles(WideFloats values, double *result) {
  typedef double Eight __attribute__((vector_size(64), aligned(8), may_alias));
  *(Eight *)result = __builtin_convertvector(values, Eight);
}

/// Sums of e, x e and x x e with e = exp(-rate x) in eight lanes each; `count` is a multiple of eight.
WIDE_FUNCTION void wide_exponential_sums(
    const float *values, int64_t count, float rate, double *zeroth, float *first, float *second) {
#pragma clang fp contract(off)
  typedef float Four __attribute__((vector_size(16)));
  WideDoubles low = {}, high = {};
  WideFloats sum1 = {}, sum2 = {};
  for (int64_t entry = 0; entry < count; entry += 8) {
    WideFloats x = *(const WideFloats *)(values + entry);
    WideFloats e = wide_exp_floats(x * -rate);
    WideFloats weighted = x * e;
    low += __builtin_convertvector((Four)__builtin_shufflevector(e, e, 0, 1, 2, 3), WideDoubles);
    high += __builtin_convertvector((Four)__builtin_shufflevector(e, e, 4, 5, 6, 7), WideDoubles);
    sum1 += weighted;
    sum2 += x * weighted;
  }
  *(WideDoubles *)zeroth = low;
  *(WideDoubles *)(zeroth + 4) = high;
  *(WideFloats *)first = sum1;
  *(WideFloats *)second = sum2;
}

/// Sums of exp(d * rate), rate < 0, in four lanes; `count` is a multiple of four.
WIDE_FUNCTION void wide_exponential_sum(const float *distances, int64_t count, double rate, double *lanes) {
#pragma clang fp contract(off)
  typedef float Four __attribute__((vector_size(16), aligned(4), may_alias));
  WideDoubles sums = {};
  for (int64_t entry = 0; entry < count; entry += 4) {
    WideDoubles four = __builtin_convertvector(*(const Four *)(distances + entry), WideDoubles);
    WideDoubles exponent = four * rate, none = {};
    sums += wide_exp_doubles(WIDE_SELECT64(four == 0.0, none, exponent));
  }
  *(WideDoubles *)lanes = sums;
}

/// The cosine distances of a unit vector of six coordinates to others of a table; `count` is rounded up to a multiple of four.
WIDE_FUNCTION void wide_cosine_distances(
    const double *table, const double *from, const uint32_t *others, int64_t count, float *result) {
#pragma clang fp contract(off)
  typedef double Two __attribute__((vector_size(16), aligned(8), may_alias));
  typedef float Four __attribute__((vector_size(16), aligned(4), may_alias));
  for (int64_t entry = 0; entry < count; entry += 4) {
    const double *b0 = table + 6 * (int64_t)others[entry], *b1 = table + 6 * (int64_t)others[entry + 1];
    const double *b2 = table + 6 * (int64_t)others[entry + 2], *b3 = table + 6 * (int64_t)others[entry + 3];
    WideDoubles r0 = *(const WideDoubles *)b0, r1 = *(const WideDoubles *)b1;
    WideDoubles r2 = *(const WideDoubles *)b2, r3 = *(const WideDoubles *)b3;
    WideDoubles even01 = __builtin_shufflevector(r0, r1, 0, 4, 2, 6), odd01 = __builtin_shufflevector(r0, r1, 1, 5, 3, 7);
    WideDoubles even23 = __builtin_shufflevector(r2, r3, 0, 4, 2, 6), odd23 = __builtin_shufflevector(r2, r3, 1, 5, 3, 7);
    WideDoubles t0 = from[0] * __builtin_shufflevector(even01, even23, 0, 1, 4, 5);
    WideDoubles t2 = from[2] * __builtin_shufflevector(even01, even23, 2, 3, 6, 7);
    WideDoubles t1 = from[1] * __builtin_shufflevector(odd01, odd23, 0, 1, 4, 5);
    WideDoubles t3 = from[3] * __builtin_shufflevector(odd01, odd23, 2, 3, 6, 7);
    WideDoubles last02 = __builtin_shufflevector(*(const Two *)(b0 + 4), *(const Two *)(b2 + 4), 0, 1, 2, 3);
    WideDoubles last13 = __builtin_shufflevector(*(const Two *)(b1 + 4), *(const Two *)(b3 + 4), 0, 1, 2, 3);
    WideDoubles t4 = from[4] * __builtin_shufflevector(last02, last13, 0, 4, 2, 6);
    WideDoubles t5 = from[5] * __builtin_shufflevector(last02, last13, 1, 5, 3, 7);
    WideDoubles distance = 1.0 - (((t0 + t4) + t2) + ((t1 + t5) + t3));
    WideDoubles none = {};
    distance = WIDE_SELECT64(distance < 1e-14, none, distance);
    *(Four *)(result + entry) = __builtin_convertvector(distance, Four);
  }
}

/// Which of 64 unit vectors have a sum of products with the query above the limit: bit `b` of number `l` is point `8b + l`.
/// A product is that of fractions divided by 2^16 and rounded down. `stride` numbers lie from one axis to the next, of which
/// there are six.
WIDE_FUNCTION void wide_six_axis_directions(
    const int16_t *points, int64_t stride, const int16_t *query, int16_t limit, int16_t *above) {
  typedef short Eight __attribute__((vector_size(16), aligned(2), may_alias));
  WideShorts packed = {};
  WideShorts bit = {1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2};
  for (int place = 0; place < 64; place += 16) {
#define WIDE_PRODUCT(axis) \
  (WideShorts) __builtin_ia32_pmulhw256(*(const WideShorts *)(points + (axis) * stride + place), (WideShorts){} + query[axis])
    WideShorts sum = (WIDE_PRODUCT(0) + WIDE_PRODUCT(1) + WIDE_PRODUCT(2)) + (WIDE_PRODUCT(3) + WIDE_PRODUCT(4) + WIDE_PRODUCT(5));
#undef WIDE_PRODUCT
    packed |= (WideShorts)(sum > limit) & bit;
    bit <<= 2;
  }
  *(Eight *)above = __builtin_shufflevector(packed, packed, 0, 1, 2, 3, 4, 5, 6, 7)
      | __builtin_shufflevector(packed, packed, 8, 9, 10, 11, 12, 13, 14, 15);
}

/// The products of a vector of six coordinates with all others, which lie axis after axis; `stride` is a multiple of eight.
WIDE_FUNCTION void wide_six_axis_products(const float *features, int64_t stride, const float *from, float *result) {
#pragma clang fp contract(off)
  for (int64_t point = 0; point < stride; point += 8) {
    WideFloats sum = {};
    for (int axis = 0; axis < 6; axis++) sum = sum + *(const WideFloats *)(features + point + axis * stride) * from[axis];
    *(WideFloats *)(result + point) = sum;
  }
}

/// How near 64 points are to a query, as minus the squared distance: bit `p` is set where that of point `p` reaches the limit.
/// `stride` numbers lie from one axis to the next. What is left to add only takes away, so a block of which no point reaches the
/// limit any more is left.
WIDE_FUNCTION uint64_t wide_euclidean_near(
    const float *points, int64_t stride, int64_t axes, const float *query, float limit) {
#pragma clang fp contract(off)
  WideFloats sums[8] = {};
  WideMask32 reach[8];
  for (int64_t axis = 0; axis < axes;) {
    int64_t end = axis + 4 < axes ? axis + 4 : axes;
    for (; axis < end; axis++) {
      const float *row = points + axis * stride;
      for (int eight = 0; eight < 8; eight++) {
        WideFloats gap = *(const WideFloats *)(row + 8 * eight) - query[axis];
        sums[eight] -= gap * gap;
      }
    }
    WideMask32 any = {};
    for (int eight = 0; eight < 8; eight++) {
      reach[eight] = (WideMask32)(sums[eight] >= limit);
      any |= reach[eight];
    }
    if (!__builtin_ia32_movmskps256((WideFloats)any)) return 0;
  }
  uint64_t near = 0;
  for (int eight = 0; eight < 8; eight++)
    near |= (uint64_t)__builtin_ia32_movmskps256((WideFloats)reach[eight]) << 8 * eight;
  return near;
}

/// The same of the nearest corners of 32 boxes.
WIDE_FUNCTION uint32_t wide_euclidean_near_boxes(
    const float *lows, const float *highs, int64_t stride, int64_t axes, const float *query, float limit) {
#pragma clang fp contract(off)
  WideFloats sums[4] = {};
  uint32_t near = 0;
  for (int64_t axis = 0; axis < axes;) {
    int64_t end = axis + 4 < axes ? axis + 4 : axes;
    for (; axis < end; axis++) {
      WideFloats side = (WideFloats){} + query[axis];
      for (int eight = 0; eight < 4; eight++) {
        WideFloats low = *(const WideFloats *)(lows + axis * stride + 8 * eight);
        WideFloats high = *(const WideFloats *)(highs + axis * stride + 8 * eight);
        WideFloats above = WIDE_SELECT32(side < low, low, side);
        WideFloats gap = WIDE_SELECT32(above > high, high, above) - side;
        sums[eight] -= gap * gap;
      }
    }
    near = 0;
    for (int eight = 0; eight < 4; eight++)
      near |= (uint32_t)__builtin_ia32_movmskps256((WideFloats)(sums[eight] >= limit)) << 8 * eight;
    if (!near) break;
  }
  return near;
}

/// Minus the squared distances of a point to all others, which lie axis after axis; `stride` is a multiple of eight.
WIDE_FUNCTION void wide_euclidean_closeness(
    const float *features, int64_t stride, int64_t axes, const float *from, float *result) {
#pragma clang fp contract(off)
  for (int64_t point = 0; point < stride; point += 8) {
    WideFloats sum = {};
    for (int64_t axis = 0; axis < axes; axis++) {
      WideFloats gap = *(const WideFloats *)(features + point + axis * stride) - from[axis];
      sum -= gap * gap;
    }
    *(WideFloats *)(result + point) = sum;
  }
}

/// The squared distances of a row of a table to others of it; `width` is a multiple of eight.
WIDE_FUNCTION void wide_row_squares(
    const float *table, int64_t width, int64_t from, const uint32_t *others, int64_t count, float *result) {
#pragma clang fp contract(off)
  typedef float Four __attribute__((vector_size(16)));
  const float *own = table + from * width;
  for (int64_t entry = 0; entry < count; entry++) {
    const float *other = table + (int64_t)others[entry] * width;
    WideFloats sum = {};
    for (int64_t axis = 0; axis < width; axis += 8) {
      WideFloats gap = *(const WideFloats *)(other + axis) - *(const WideFloats *)(own + axis);
      sum += gap * gap;
    }
    Four four = __builtin_shufflevector(sum, sum, 0, 1, 2, 3) + __builtin_shufflevector(sum, sum, 4, 5, 6, 7);
    result[entry] = (four[0] + four[2]) + (four[1] + four[3]);
  }
}

/// How many of `count` values, a multiple of eight, are at least `limit`.
WIDE_FUNCTION int64_t wide_count_reaching(const float *values, int64_t count, float limit) {
  WideMask32 reached = {};
  for (int64_t entry = 0; entry < count; entry += 8) reached -= (WideMask32)(*(const WideFloats *)(values + entry) >= limit);
  int64_t total = 0;
  for (int lane = 0; lane < 8; lane++) total += reached[lane];
  return total;
}

/// The weights w + v - w v of edges that both ends make, where `rates` has 1/scale of the other end.
WIDE_FUNCTION void wide_mutual_weights(
    const float *distances, const uint32_t *others, int64_t count, float rate, const float *rates, double *weights) {
#pragma clang fp contract(off)
  for (int64_t entry = 0; entry < count; entry += 8) {
    const uint32_t *o = others + entry;
    WideFloats other = {rates[o[0]], rates[o[1]], rates[o[2]], rates[o[3]], rates[o[4]], rates[o[5]], rates[o[6]], rates[o[7]]};
    WideFloats distance = *(const WideFloats *)(distances + entry);
    WideFloats w = wide_membership(distance, (WideFloats){} + rate), v = wide_membership(distance, other);
    wide_store_as_doubles(w + v - w * v, weights + entry);
  }
}

/// The weights of edges that one end makes.
WIDE_FUNCTION void wide_weights(const float *distances, int64_t count, float rate, double *weights) {
  for (int64_t entry = 0; entry < count; entry += 8)
    wide_store_as_doubles(wide_membership(*(const WideFloats *)(distances + entry), (WideFloats){} + rate), weights + entry);
}

#else

static inline void wide_exponential_sums(
    const float *values, int64_t count, float rate, double *zeroth, float *first, float *second) {}
static inline void wide_exponential_sum(const float *distances, int64_t count, double rate, double *lanes) {}
static inline void wide_cosine_distances(
    const double *table, const double *from, const uint32_t *others, int64_t count, float *result) {}
static inline void wide_six_axis_directions(
    const int16_t *points, int64_t stride, const int16_t *query, int16_t limit, int16_t *above) {}
static inline void wide_six_axis_products(const float *features, int64_t stride, const float *from, float *result) {}
static inline uint64_t wide_euclidean_near(
    const float *points, int64_t stride, int64_t axes, const float *query, float limit) { return 0; }
static inline uint32_t wide_euclidean_near_boxes(
    const float *lows, const float *highs, int64_t stride, int64_t axes, const float *query, float limit) { return 0; }
static inline void wide_euclidean_closeness(
    const float *features, int64_t stride, int64_t axes, const float *from, float *result) {}
static inline void wide_row_squares(
    const float *table, int64_t width, int64_t from, const uint32_t *others, int64_t count, float *result) {}
static inline int64_t wide_count_reaching(const float *values, int64_t count, float limit) { return 0; }
static inline void wide_mutual_weights(
    const float *distances, const uint32_t *others, int64_t count, float rate, const float *rates, double *weights) {}
static inline void wide_weights(const float *distances, int64_t count, float rate, double *weights) {}

#endif
