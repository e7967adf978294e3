// The loops of AVX-512, and convolutions of bfloat16 values with sums of floats.

#include "levels.h"

#if defined(__x86_64__)

#include <immintrin.h>

#pragma clang attribute push( \
  __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512bf16,avx2,fma"))), \
  apply_to = function)

#include "vectors.h"

#define CK_TILE_PIXELS 14
#define CK_TILE_BLOCKS 2

CK_INLINE block pair_of(const uint16_t *values) {
  int32_t pair;
  memcpy(&pair, values, sizeof pair);
  return (block)_mm512_set1_epi32(pair);
}

CK_INLINE block load_pairs(const uint16_t *weights) {
  return (block)_mm512_loadu_si512(weights);
}

CK_INLINE block multiply_add_pairs(block sum, block a, block b) {
  return (block)_mm512_dpbf16_ps((__m512)sum, (__m512bh)a, (__m512bh)b);
}

#define CK_NAME(name) name##_pairs
#define CK_VALUE uint16_t
#define CK_VALUES_A_STEP 2
#define CK_WEIGHT uint16_t
#define CK_BROADCAST(p) pair_of(p)
#define CK_LOAD_WEIGHTS(p) load_pairs(p)
#define CK_MULTIPLY_ADD(sum, a, b) multiply_add_pairs(sum, a, b)
#include "convolution.h"
#undef CK_NAME

static void round_row(
  const float *input, ptrdiff_t input_block_step, int32_t blocks, int32_t width,
  uint16_t *output, ptrdiff_t output_block_step
) {
  for (int32_t index = 0; index < blocks; index++) {
    for (int32_t x = 0; x < width; x++) {
      const __m512 values = _mm512_loadu_ps(input + index * input_block_step + x * CK_BLOCK);
      _mm256_storeu_si256(
        (__m256i *)(output + index * output_block_step + x * CK_BLOCK),
        (__m256i)_mm512_cvtneps_pbh(values));
    }
  }
}

#define CK_NAME(name) name##_avx512_bf16
#define CK_BF16_ROW convolve_row_pairs
#define CK_ROUND_ROW round_row

#include "table.h"

#pragma clang attribute pop

const ck_kernels *ck_avx512_bf16(void) { return &table_avx512_bf16; }

#else

const ck_kernels *ck_avx512_bf16(void) { return NULL; }

#endif
