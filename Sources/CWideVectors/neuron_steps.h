#pragma once
#include "wide_vectors.h"

// One step of many neurons.
//
// A block of four neurons is 16 numbers: v, excitation, inhibition, first free step. Constants are vectors of four in the order of the
// kernel's own. `fired` gets the numbers of the blocks with a neuron at threshold.

#if defined(__x86_64__)

#define NEURON_ANY(mask) (__builtin_ia32_movmskpd256((__attribute__((vector_size(32))) double)(mask)) != 0)

/// Exponential currents. Returns how many blocks fired. Few do in a step, so four are asked at a time: to list each would take half as
/// long as its arithmetic.
WIDE_FUNCTION int64_t neuron_step_currents(
    double *states, const double *constants, double step, int64_t begin, int64_t end, uint32_t *fired) {
#pragma clang fp contract(off)
  const WideDoubles *c = (const WideDoubles *)constants;
  const WideDoubles keep = c[0], gainE = c[1], gainI = c[2], drive = c[4], keepE = c[5], keepI = c[6], threshold = c[7], reset = c[8];
  const WideDoubles now = {step, step, step, step};
  int64_t count = 0, block = begin;
  while (block < end) {
    const int64_t first = block, last = end - first < 4 ? end : first + 4;
    WideMask64 high = {};
    for (; block < last; block++) {
      WideDoubles *s = (WideDoubles *)(states + 16 * block);
      WideDoubles v = keep * s[0] + gainE * s[1] + gainI * s[2] + drive;
      WideMask64 waits = (WideMask64)(s[3] > now);
      v = WIDE_SELECT64(waits, reset, v);
      s[0] = v;
      s[1] = keepE * s[1];
      s[2] = keepI * s[2];
      high |= (WideMask64)(v >= threshold);
    }
    if (__builtin_expect(!NEURON_ANY(high), 1)) continue;
    for (int64_t other = first; other < last; other++) {
      fired[count] = (uint32_t)other;
      count += NEURON_ANY(*(const WideDoubles *)(states + 16 * other) >= threshold);
    }
  }
  return count;
}

/// Exponential conductances. Stops before a block whose conductance is beyond the polynomial; `begin` is moved on to where it stopped.
WIDE_FUNCTION int64_t neuron_step_conductances(
    double *states, const double *constants, double step, int64_t *begin, int64_t end, uint32_t *fired) {
#pragma clang fp contract(off)
  const WideDoubles *c = (const WideDoubles *)constants;
  const WideDoubles leak = c[0], halfE = c[1], halfI = c[2], keepE = c[3], keepI = c[4], constant = c[5], reversalE = c[7],
                    reversalI = c[8], threshold = c[9], reset = c[10];
  const WideDoubles now = {step, step, step, step}, one = {1, 1, 1, 1};
  int64_t count = 0, block = *begin;
  for (; block < end; block++) {
    WideDoubles *s = (WideDoubles *)(states + 16 * block);
    WideDoubles excitation = halfE * s[1], inhibition = halfI * s[2];
    WideDoubles total = leak + excitation + inhibition;
    WideMask64 far = (WideMask64)(total > one);
    if (__builtin_expect(NEURON_ANY(far), 0)) break;
    WideDoubles drive = constant + excitation * reversalE + inhibition * reversalI;
    WideDoubles square = total * total;
    WideDoubles even = square * 1.5922824481440598e-8 + 2.729984743842025e-6;
    WideDoubles odd = square * -2.555917600283951e-7 - 2.47806370824995e-5;
    even = even * square + 1.9840165406452622e-4;
    odd = odd * square - 1.3888851313201313e-3;
    even = even * square + 8.333332533829133e-3;
    odd = odd * square - 4.1666666567209965e-2;
    even = even * square + 0.16666666666031095;
    odd = odd * square - 0.49999999999984137;
    even = even * square + 0.99999999999999935;
    WideDoubles v = s[0] + (drive - total * s[0]) * (even + odd * total);
    WideMask64 waits = (WideMask64)(s[3] > now);
    v = WIDE_SELECT64(waits, reset, v);
    s[0] = v;
    s[1] = keepE * s[1];
    s[2] = keepI * s[2];
    WideMask64 high = (WideMask64)(v >= threshold);
    fired[count] = (uint32_t)block;
    count += NEURON_ANY(high);
  }
  *begin = block;
  return count;
}

#undef NEURON_ANY

#else

static inline int64_t neuron_step_currents(
    double *states, const double *constants, double step, int64_t begin, int64_t end, uint32_t *fired) { return 0; }
static inline int64_t neuron_step_conductances(
    double *states, const double *constants, double step, int64_t *begin, int64_t end, uint32_t *fired) { return 0; }

#endif
