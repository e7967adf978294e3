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
  float heads[strip_rows];
  // How far a product may be off, over the length of the other factor.
  float errors[strip_rows];
  float floors[strip_rows];
} strip;

// Columns that are multiplied at once, and their floors if they have any.
typedef struct {
  const uint8_t *bytes;
  const float *scales, *heads, *lengths, *floors;
} panel;

static panel panel_of(clk_side side, size_t start, size_t groups) {
  return (panel){.bytes = side.codes.bytes + start * 4 * groups,
                 .scales = side.codes.scales + start,
                 .heads = side.codes.heads + start,
                 .lengths = side.codes.lengths + start,
                 .floors = side.floors ? side.floors + start : NULL};
}

// What may add to the error of a product: the roundings of shares, of their product, of bytes' and of
// floats' products, and lengths a little above 1.
static float rounding_of(size_t dimension) { return 0x1p-18f + (float)dimension * 0x1p-26f; }

static float floor_of(clk_side side, size_t index) {
  return side.floors ? side.floors[index] : __builtin_inff();
}

static void load_strip(strip *strip, clk_side rows, size_t first, size_t groups, float error) {
  // |x·y − x'·y'| ≤ |x − x'||y| + |x'||y − y'|, for rests and their codes.
  float relative = 2 * error + error * error;
  for (size_t r = 0; r < strip_rows; r++) {
    size_t row = first + r < rows.end ? first + r : rows.end - 1;
    const uint8_t *panel = rows.codes.bytes + row / CLK_PANEL * CLK_PANEL * 4 * groups;
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
    strip->scales[r] = rows.codes.scales[row];
    strip->heads[r] = rows.codes.heads[row];
    strip->errors[r] = relative * rows.codes.lengths[row];
    strip->floors[r] = floor_of(rows, row);
  }
}

// Multiplies a strip with a panel; bit c of hits[r] tells that row r and column c may be a pair.
VNNI static bool multiply(const strip *strip, panel panel, size_t groups, float rounding,
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
      columns[v] = _mm512_loadu_si512(panel.bytes + (g * vectors + (size_t)v) * 64);
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
    __m512 scale = _mm512_set1_ps(strip->scales[r]), head = _mm512_set1_ps(strip->heads[r]);
    __m512 error = _mm512_set1_ps(strip->errors[r]);
    __m512 floor = _mm512_set1_ps(strip->floors[r]);
    uint64_t bits = 0;
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) {
      __m512 least = floor;
      if (panel.floors) least = _mm512_min_ps(least, _mm512_loadu_ps(panel.floors + 16 * v));
      // head · head + product + error · length ≥ least − rounding
      __m512 heads = _mm512_loadu_ps(panel.heads + 16 * v);
      least = _mm512_fnmadd_ps(head, heads, _mm512_sub_ps(least, _mm512_set1_ps(rounding)));
      least = _mm512_fnmadd_ps(error, _mm512_loadu_ps(panel.lengths + 16 * v), least);
      __m512 product = _mm512_mul_ps(_mm512_mul_ps(_mm512_cvtepi32_ps(sums[r][v]), scale),
                                     _mm512_loadu_ps(panel.scales + 16 * v));
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

// The columns of a panel that count for a row, as bits.
static uint64_t meant(size_t start, size_t end, size_t row, bool above_diagonal) {
  uint64_t bits = ~UINT64_C(0);
  if (end - start < CLK_PANEL) bits >>= CLK_PANEL - (end - start);
  if (above_diagonal && row >= start) bits &= row - start < 63 ? bits << (row - start + 1) : 0;
  return bits;
}

// Appends the pairs of a row whose products of floats reach what is wanted.
VNNI static size_t decide(clk_side rows, size_t row, clk_side columns, size_t start, uint64_t hits,
                          size_t dimension, clk_pair *pairs) {
  const float *values = rows.values + row * dimension;
  float floor = floor_of(rows, row);
  size_t count = 0;
  for (; hits != 0; hits &= hits - 1) {
    size_t column = start + (size_t)__builtin_ctzll(hits);
    float value = product(values, columns.values + column * dimension, dimension);
    float least = floor_of(columns, column);
    least = floor < least ? floor : least;
    // Written first and counted then: nobody can guess which pairs count.
    pairs[count] = (clk_pair){(uint32_t)row, (uint32_t)column, value};
    count += value >= least;
  }
  return count;
}

VNNI size_t clk_pairs(clk_side rows, clk_side columns, size_t dimension, float error,
                      bool above_diagonal, clk_pair *pairs) {
  size_t groups = (dimension + 3) / 4, count = 0;
  float rounding = rounding_of(dimension);
  strip strip;
  for (size_t first = rows.begin; first < rows.end; first += strip_rows) {
    load_strip(&strip, rows, first, groups, error);
    size_t begin = columns.begin;
    if (above_diagonal && first + 1 > begin) begin = (first + 1) / CLK_PANEL * CLK_PANEL;
    for (size_t start = begin; start < columns.end; start += CLK_PANEL) {
      uint64_t hits[strip_rows];
      if (!multiply(&strip, panel_of(columns, start, groups), groups, rounding, hits))
        continue;
      for (size_t r = 0; r < strip_rows && first + r < rows.end; r++) {
        uint64_t wanted = hits[r] & meant(start, columns.end, first + r, above_diagonal);
        if (wanted != 0)
          count += decide(rows, first + r, columns, start, wanted, dimension, pairs + count);
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
