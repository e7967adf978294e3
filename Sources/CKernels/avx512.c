// Loops for x86 processors with AVX-512: 32 vector registers of 16 floats.

#include "levels.h"

#if defined(__x86_64__)

#pragma clang attribute push( \
  __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx2,fma"))), apply_to = function)

#include "vectors.h"

// 28 sums, two vectors of weights and one of values.
#define CK_NAME(name) name##_avx512
#define CK_TILE_PIXELS 14
#define CK_TILE_BLOCKS 2
#define CK_HAS_TWO_ROWS

#include "table.h"

#pragma clang attribute pop

const ck_kernels *ck_avx512(void) { return &table_avx512; }

#else

const ck_kernels *ck_avx512(void) { return NULL; }

#endif
