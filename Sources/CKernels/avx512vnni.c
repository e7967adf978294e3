// The loops of AVX-512, and convolutions of bytes.

#include "levels.h"

#if defined(__x86_64__)

#include <immintrin.h>

#pragma clang attribute push( \
  __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni,avx2,fma"))), \
  apply_to = function)

#include "vectors.h"

CK_INLINE block multiply_add_fours(block sum, block values, block weights) {
  return (block)_mm512_dpbusd_epi32((__m512i)sum, (__m512i)values, (__m512i)weights);
}

#define CK_NAME(name) name##_avx512_vnni
#define CK_TILE_PIXELS 14
#define CK_TILE_BLOCKS 2
#define CK_HAS_TWO_ROWS
#define CK_HAS_BYTES

#include "table.h"

#undef CK_NAME
#define CK_NAME(name) name##_bytes
#include "bytes.h"

#pragma clang attribute pop

const ck_kernels *ck_avx512_vnni(void) { return &table_avx512_vnni; }

#else

const ck_kernels *ck_avx512_vnni(void) { return NULL; }

#endif
