// The loops of AVX2, and convolutions of bytes.

#include "levels.h"

#if defined(__x86_64__)

#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2,fma,avxvnni"))), apply_to = function)

#include "vectors.h"

CK_INLINE block multiply_add_fours(block sum, block values, block weights) {
  typedef struct { __m256i low, high; } halves;
  halves s, v, w;
  memcpy(&s, &sum, sizeof s);
  memcpy(&v, &values, sizeof v);
  memcpy(&w, &weights, sizeof w);
  s.low = _mm256_dpbusd_avx_epi32(s.low, v.low, w.low);
  s.high = _mm256_dpbusd_avx_epi32(s.high, v.high, w.high);
  memcpy(&sum, &s, sizeof s);
  return sum;
}

#define CK_NAME(name) name##_avx2_vnni
#define CK_TILE_PIXELS 6
#define CK_TILE_BLOCKS 1
#define CK_HAS_BYTES

#include "table.h"

#undef CK_NAME
#define CK_NAME(name) name##_bytes
#include "bytes.h"

#pragma clang attribute pop

const ck_kernels *ck_avx2_vnni(void) { return &table_avx2_vnni; }

#else

const ck_kernels *ck_avx2_vnni(void) { return NULL; }

#endif
