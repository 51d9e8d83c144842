#pragma once
#include <stdbool.h>
#include <stdint.h>

// Inner loops for processors with vectors of 32 bytes (AVX2); everything else is compiled for all x86-64. A Swift function cannot be
// compiled for another processor than its module. The formulas and the order of their terms are those of the loops in Swift, without
// fused multiplication, so the numbers are the same to the last bit; where the processor has none the loops in Swift are taken.

#if defined(__x86_64__)

typedef double WideDoubles __attribute__((vector_size(32), aligned(8), may_alias));
typedef float WideFloats __attribute__((vector_size(32), aligned(4), may_alias));
typedef short WideShorts __attribute__((vector_size(32), aligned(2), may_alias));
typedef long long WideMask64 __attribute__((vector_size(32)));
typedef int WideMask32 __attribute__((vector_size(32)));

#define WIDE_FUNCTION static __attribute__((noinline, target("avx2")))
#define WIDE_INLINE static inline __attribute__((always_inline, target("avx2")))

/// Lanes of `yes` where the mask is set, of `no` elsewhere.
#define WIDE_SELECT64(mask, yes, no) (WideDoubles)(((mask) & (WideMask64)(yes)) | (~(mask) & (WideMask64)(no)))
#define WIDE_SELECT32(mask, yes, no) (WideFloats)(((mask) & (WideMask32)(yes)) | (~(mask) & (WideMask32)(no)))

static inline bool wide_vectors_available(void) { return __builtin_cpu_supports("avx2"); }

#else

static inline bool wide_vectors_available(void) { return false; }

#endif
