#pragma once
#include <stdbool.h>
#include <stdint.h>

// One step of many neurons with vectors of four numbers, for processors that have them (AVX2); everything else is compiled for all
// x86-64. A Swift function cannot be compiled for another processor than its module. The formulas and the order of their terms are
// those of the kernels in Swift, without fused multiplication, so the numbers are the same to the last bit.
//
// A block of four neurons is 16 numbers: v, excitation, inhibition, first free step. Constants are vectors of four in the order of the
// kernel's own. `fired` gets the numbers of the blocks with a neuron at threshold.

#if defined(__x86_64__)

typedef double NeuronLanes __attribute__((vector_size(32), aligned(8), may_alias));
typedef long long NeuronMask __attribute__((vector_size(32)));

static inline bool neuron_steps_available(void) { return __builtin_cpu_supports("avx2"); }

#define NEURON_STEP static __attribute__((noinline, target("avx2")))
#define NEURON_SELECT(mask, yes, no) (NeuronLanes)(((mask) & (NeuronMask)(yes)) | (~(mask) & (NeuronMask)(no)))
#define NEURON_ANY(mask) (__builtin_ia32_movmskpd256((__attribute__((vector_size(32))) double)(mask)) != 0)

/// Exponential currents. Returns how many blocks fired.
NEURON_STEP int64_t neuron_step_currents(
    double *states, const double *constants, double step, int64_t begin, int64_t end, uint32_t *fired) {
#pragma clang fp contract(off)
  const NeuronLanes *c = (const NeuronLanes *)constants;
  const NeuronLanes keep = c[0], gainE = c[1], gainI = c[2], drive = c[4], keepE = c[5], keepI = c[6], threshold = c[7], reset = c[8];
  const NeuronLanes now = {step, step, step, step};
  int64_t count = 0;
  for (int64_t block = begin; block < end; block++) {
    NeuronLanes *s = (NeuronLanes *)(states + 16 * block);
    NeuronLanes v = keep * s[0] + gainE * s[1] + gainI * s[2] + drive;
    NeuronMask waits = (NeuronMask)(s[3] > now);
    v = NEURON_SELECT(waits, reset, v);
    s[0] = v;
    s[1] = keepE * s[1];
    s[2] = keepI * s[2];
    NeuronMask high = (NeuronMask)(v >= threshold);
    fired[count] = (uint32_t)block;
    count += NEURON_ANY(high);
  }
  return count;
}

/// Exponential conductances. Stops before a block whose conductance is beyond the polynomial; `begin` is moved on to where it stopped.
NEURON_STEP int64_t neuron_step_conductances(
    double *states, const double *constants, double step, int64_t *begin, int64_t end, uint32_t *fired) {
#pragma clang fp contract(off)
  const NeuronLanes *c = (const NeuronLanes *)constants;
  const NeuronLanes leak = c[0], halfE = c[1], halfI = c[2], keepE = c[3], keepI = c[4], constant = c[5], reversalE = c[7],
                    reversalI = c[8], threshold = c[9], reset = c[10];
  const NeuronLanes now = {step, step, step, step}, one = {1, 1, 1, 1};
  int64_t count = 0, block = *begin;
  for (; block < end; block++) {
    NeuronLanes *s = (NeuronLanes *)(states + 16 * block);
    NeuronLanes excitation = halfE * s[1], inhibition = halfI * s[2];
    NeuronLanes total = leak + excitation + inhibition;
    NeuronMask far = (NeuronMask)(total > one);
    if (__builtin_expect(NEURON_ANY(far), 0)) break;
    NeuronLanes drive = constant + excitation * reversalE + inhibition * reversalI;
    NeuronLanes square = total * total;
    NeuronLanes even = square * 1.5922824481440598e-8 + 2.729984743842025e-6;
    NeuronLanes odd = square * -2.555917600283951e-7 - 2.47806370824995e-5;
    even = even * square + 1.9840165406452622e-4;
    odd = odd * square - 1.3888851313201313e-3;
    even = even * square + 8.333332533829133e-3;
    odd = odd * square - 4.1666666567209965e-2;
    even = even * square + 0.16666666666031095;
    odd = odd * square - 0.49999999999984137;
    even = even * square + 0.99999999999999935;
    NeuronLanes v = s[0] + (drive - total * s[0]) * (even + odd * total);
    NeuronMask waits = (NeuronMask)(s[3] > now);
    v = NEURON_SELECT(waits, reset, v);
    s[0] = v;
    s[1] = keepE * s[1];
    s[2] = keepI * s[2];
    NeuronMask high = (NeuronMask)(v >= threshold);
    fired[count] = (uint32_t)block;
    count += NEURON_ANY(high);
  }
  *begin = block;
  return count;
}

#undef NEURON_STEP
#undef NEURON_SELECT
#undef NEURON_ANY

#else

static inline bool neuron_steps_available(void) { return false; }
static inline int64_t neuron_step_currents(
    double *states, const double *constants, double step, int64_t begin, int64_t end, uint32_t *fired) { return 0; }
static inline int64_t neuron_step_conductances(
    double *states, const double *constants, double step, int64_t *begin, int64_t end, uint32_t *fired) { return 0; }

#endif
