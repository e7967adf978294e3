#include "CLinkKernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define VNNI __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")))

enum { strip_rows = 6, vectors = CLK_PANEL / 16 };

bool clk_has_byte_products(void) {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("avx512vnni");
}

// Some rows, ready to be multiplied with panels: signed codes by groups of four, and what the
// offset of 128 in the other factor adds to their products.
typedef struct {
  int32_t groups[CLK_GREATEST_DIMENSION / 4][strip_rows];
  int32_t offsets[strip_rows];
  float scales[strip_rows];
  float floors[strip_rows];
} strip;

static float floor_of(clk_side side, size_t index) {
  return side.floors ? side.floors[index] : __builtin_inff();
}

static void load_strip(strip *strip, clk_side rows, size_t first, size_t groups) {
  for (size_t r = 0; r < strip_rows; r++) {
    size_t row = first + r < rows.end ? first + r : rows.end - 1;
    const uint8_t *panel = rows.codes + row / CLK_PANEL * CLK_PANEL * 4 * groups;
    int32_t sum = 0;
    for (size_t g = 0; g < groups; g++) {
      const uint8_t *codes = panel + (g * CLK_PANEL + row % CLK_PANEL) * 4;
      uint32_t group = 0;
      for (size_t x = 0; x < 4; x++) {
        int32_t code = (int32_t)codes[x] - 128;
        sum += code;
        group |= (uint32_t)(uint8_t)code << (8 * x);
      }
      strip->groups[g][r] = (int32_t)group;
    }
    strip->offsets[r] = -128 * sum;
    strip->scales[r] = rows.scales[row];
    strip->floors[r] = floor_of(rows, row);
  }
}

// Multiplies a strip with a panel; bit c of hits[r] tells that row r and column c may be a pair.
VNNI static bool multiply(const strip *strip, const uint8_t *panel, size_t groups,
                          const float *scales, const float *floors, float slack,
                          uint64_t hits[strip_rows]) {
  __m512i sums[strip_rows][vectors];
#pragma clang loop unroll(full)
  for (int r = 0; r < strip_rows; r++) {
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) sums[r][v] = _mm512_set1_epi32(strip->offsets[r]);
  }
  for (size_t g = 0; g < groups; g++) {
    __m512i columns[vectors];
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++)
      columns[v] = _mm512_loadu_si512(panel + (g * vectors + (size_t)v) * 64);
#pragma clang loop unroll(full)
    for (int r = 0; r < strip_rows; r++) {
      __m512i row = _mm512_set1_epi32(strip->groups[g][r]);
#pragma clang loop unroll(full)
      for (int v = 0; v < vectors; v++)
        sums[r][v] = _mm512_dpbusd_epi32(sums[r][v], columns[v], row);
    }
  }
  uint64_t any = 0;
#pragma clang loop unroll(full)
  for (int r = 0; r < strip_rows; r++) {
    __m512 scale = _mm512_set1_ps(strip->scales[r]), floor = _mm512_set1_ps(strip->floors[r]);
    uint64_t bits = 0;
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) {
      __m512 product = _mm512_mul_ps(_mm512_mul_ps(_mm512_cvtepi32_ps(sums[r][v]), scale),
                                     _mm512_loadu_ps(scales + 16 * v));
      __m512 least = floor;
      if (floors) least = _mm512_min_ps(least, _mm512_loadu_ps(floors + 16 * v));
      least = _mm512_sub_ps(least, _mm512_set1_ps(slack));
      bits |= (uint64_t)_mm512_cmp_ps_mask(product, least, _CMP_GE_OQ) << (16 * v);
    }
    hits[r] = bits;
    any |= bits;
  }
  return any != 0;
}

VNNI static float product(const float *a, const float *b, size_t dimension) {
  __m512 even = _mm512_setzero_ps(), odd = _mm512_setzero_ps();
  size_t x = 0;
  for (; x + 32 <= dimension; x += 32) {
    even = _mm512_fmadd_ps(_mm512_loadu_ps(a + x), _mm512_loadu_ps(b + x), even);
    odd = _mm512_fmadd_ps(_mm512_loadu_ps(a + x + 16), _mm512_loadu_ps(b + x + 16), odd);
  }
  for (; x < dimension; x += 16) {
    size_t left = dimension - x;
    __mmask16 mask = left < 16 ? (__mmask16)((1u << left) - 1) : (__mmask16)0xffff;
    even = _mm512_fmadd_ps(_mm512_maskz_loadu_ps(mask, a + x), _mm512_maskz_loadu_ps(mask, b + x),
                           even);
  }
  return _mm512_reduce_add_ps(_mm512_add_ps(even, odd));
}

VNNI size_t clk_pairs(clk_side rows, clk_side columns, size_t dimension, float error,
                      bool above_diagonal, clk_pair *pairs) {
  size_t groups = (dimension + 3) / 4, count = 0;
  // |x·y − x'·y'| ≤ |x − x'||y| + |x'||y − y'|, for rows no longer than 1 and their codes; and
  // what three roundings and lengths a little above 1 add.
  float slack = 2 * error + error * error + 0x1p-18f;
  strip strip;
  for (size_t first = rows.begin; first < rows.end; first += strip_rows) {
    load_strip(&strip, rows, first, groups);
    size_t begin = columns.begin;
    if (above_diagonal && first + 1 > begin) begin = (first + 1) / CLK_PANEL * CLK_PANEL;
    for (size_t start = begin; start < columns.end; start += CLK_PANEL) {
      uint64_t hits[strip_rows];
      const float *floors = columns.floors ? columns.floors + start : NULL;
      if (!multiply(&strip, columns.codes + start * 4 * groups, groups, columns.scales + start,
                    floors, slack, hits))
        continue;
      for (size_t r = 0; r < strip_rows && first + r < rows.end; r++) {
        size_t row = first + r;
        for (uint64_t bits = hits[r]; bits != 0; bits &= bits - 1) {
          size_t column = start + (size_t)__builtin_ctzll(bits);
          if (column >= columns.end || (above_diagonal && column <= row)) continue;
          float value = product(rows.values + row * dimension,
                                columns.values + column * dimension, dimension);
          float least = floor_of(columns, column);
          if (strip.floors[r] < least) least = strip.floors[r];
          if (value >= least) pairs[count++] = (clk_pair){(uint32_t)row, (uint32_t)column, value};
        }
      }
    }
  }
  return count;
}

#else

bool clk_has_byte_products(void) { return false; }

size_t clk_pairs(clk_side rows, clk_side columns, size_t dimension, float error,
                 bool above_diagonal, clk_pair *pairs) {
  (void)rows, (void)columns, (void)dimension, (void)error, (void)above_diagonal, (void)pairs;
  __builtin_trap();
}

#endif
