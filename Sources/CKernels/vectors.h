// A block of channels as one value. The compiler makes of it what the processor has: one register
// of AVX-512, two of AVX2, four of NEON or SSE.

#ifndef VECTORS_H
#define VECTORS_H

#include "CKernels.h"

#include <string.h>

// Every function that takes or returns a block is inlined: no convention of calling matters.
#pragma clang diagnostic ignored "-Wpsabi"

// Clang's own kind of vector, which comparisons can choose from.
typedef float block __attribute__((ext_vector_type(16), aligned(4)));

// Loops are written for one kind of processor at a time, and read as one function after inlining.
#define CK_INLINE static inline __attribute__((always_inline))
#define CK_UNROLLED _Pragma("clang loop unroll(full)")

CK_INLINE block block_of(float value) { return (block)(value); }

CK_INLINE block load(const float *from) { return *(const block *)from; }
CK_INLINE void store(float *to, block value) { *(block *)to = value; }

// Asks for what will be read soon, `ahead` floats from here.
CK_INLINE void fetch(const void *from, int count, ptrdiff_t ahead) {
  if (!ahead) return;
  const char *start = (const char *)from + ahead * (ptrdiff_t)sizeof(float);
  for (int i = 0; i < count * (int)sizeof(float); i += 64) __builtin_prefetch(start + i, 0, 2);
}

CK_INLINE block larger(block a, block b) { return a > b ? a : b; }
CK_INLINE block smaller(block a, block b) { return a < b ? a : b; }

// The bounds or slopes of one block, in registers.
typedef struct {
  block least, most, slopes;
  int has_slopes;
} finishing;

CK_INLINE finishing finishing_of(const ck_epilogue *epilogue, int32_t index) {
  finishing f = {block_of(epilogue->least), block_of(epilogue->most), block_of(1), 0};
  if (epilogue->slopes) {
    f.slopes = load(epilogue->slopes + index * CK_BLOCK);
    f.has_slopes = 1;
  }
  return f;
}

CK_INLINE block finish(finishing f, int has_slopes, block value) {
  // In this order, so that what is not a number stays so.
  if (!has_slopes) return smaller(f.most, larger(f.least, value));
  return value >= block_of(0) ? value : value * f.slopes;
}

CK_INLINE block bias_of(const ck_epilogue *epilogue, int32_t index) {
  return epilogue->bias ? load(epilogue->bias + index * CK_BLOCK) : block_of(0);
}

#endif
