// The loops of AVX-512, and convolutions of bfloat16 values and of bytes.

#include "levels.h"

#if defined(__x86_64__)

#include <immintrin.h>

#pragma clang attribute push( \
  __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni,avx512bf16,avx2,fma"))), \
  apply_to = function)

#include "vectors.h"

#define CK_TILE_PIXELS 14
#define CK_TILE_BLOCKS 2
#define CK_HAS_TWO_ROWS
#define CK_HAS_BYTES

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

CK_INLINE block multiply_add_fours(block sum, block values, block weights) {
  return (block)_mm512_dpbusd_epi32((__m512i)sum, (__m512i)values, (__m512i)weights);
}

CK_INLINE void store_halves(uint16_t *to, block value) {
  _mm256_storeu_si256((__m256i *)to, (__m256i)_mm512_cvtneps_pbh((__m512)value));
}

static void round_row(
  const float *input, ptrdiff_t input_block_step, int32_t blocks, int32_t width,
  uint16_t *output, ptrdiff_t output_block_step
) {
  for (int32_t index = 0; index < blocks; index++) {
    for (int32_t x = 0; x < width; x++) {
      store_halves(
        output + index * output_block_step + x * CK_BLOCK,
        load(input + index * input_block_step + x * CK_BLOCK));
    }
  }
}

#define CK_NAME(name) name##_avx512_bf16
#define CK_STORE_HALVES(to, value) store_halves(to, value)
#define CK_BF16_ROW convolve_row_pairs
#define CK_ROUND_ROW round_row

// `table.h` needs it before it includes the loops of floats.
static void convolve_row_pairs(
  const ck_convolution *convolution, const uint16_t *const *rows, ck_target target
);

#include "table.h"

#undef CK_NAME
#define CK_NAME(name) name##_pairs
#define CK_VALUE uint16_t
#define CK_VALUES_A_STEP 2
#define CK_WEIGHT uint16_t
#define CK_BROADCAST(p) pair_of(p)
#define CK_LOAD_WEIGHTS(p) load_pairs(p)
#define CK_MULTIPLY_ADD(sum, a, b) multiply_add_pairs(sum, a, b)
#include "convolution.h"

#undef CK_NAME
#define CK_NAME(name) name##_bytes
#include "bytes.h"

#pragma clang attribute pop

const ck_kernels *ck_avx512_bf16(void) { return &table_avx512_bf16; }

#else

const ck_kernels *ck_avx512_bf16(void) { return NULL; }

#endif
