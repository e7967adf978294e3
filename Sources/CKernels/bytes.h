// Convolutions in bytes: unsigned values, of which each pixel has a scale of its own, and signed
// weights, with one for each filter. Each tap's sum is a 32-bit integer, and becomes a float.
//
// Needs `multiply_add_fours(sum, values, weights)`, which adds the products of four values side by side
// to each of 16 sums. Every rounding is written out, so that all processors give the same numbers.

// Pixels whose ranges are worked out before their bytes: it takes long until one is known.
#define CK_QUANTIZED_PIXELS 32

typedef int32_t integers __attribute__((ext_vector_type(16), aligned(4)));
typedef float four __attribute__((ext_vector_type(4), aligned(4)));

CK_INLINE block fused(block a, block b, block c) { return __builtin_elementwise_fma(a, b, c); }

// The larger values of two vectors' halves, quarters, and so on: of each, half as many are left.
CK_INLINE block halved_8(block a, block b) {
  return larger(
    __builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23),
    __builtin_shufflevector(a, b, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31));
}
CK_INLINE block halved_4(block a, block b) {
  return larger(
    __builtin_shufflevector(a, b, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27),
    __builtin_shufflevector(a, b, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31));
}
CK_INLINE block halved_2(block a, block b) {
  return larger(
    __builtin_shufflevector(a, b, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29),
    __builtin_shufflevector(a, b, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31));
}

// The largest of each of eight vectors' lanes: of v[0] to v[3], and of v[4] to v[7].
CK_INLINE void largest_of(const block v[8], four *first, four *second) {
  // Lanes 0 to 3 of a quarter are those of a vector; the quarters are v[0], v[1], v[2], v[3].
  const block a = halved_4(halved_8(v[0], v[1]), halved_8(v[2], v[3]));
  const block b = halved_4(halved_8(v[4], v[5]), halved_8(v[6], v[7]));
  // Lanes 0 and 1 of a quarter are of a, 2 and 3 of b.
  const block c = halved_2(a, b);
  const block d =
    larger(c, __builtin_shufflevector(c, c, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14));
  *first = __builtin_shufflevector(d, d, 0, 4, 8, 12);
  *second = __builtin_shufflevector(d, d, 2, 6, 10, 14);
}

// The values of a block of channels; those that are not there are like the first.
CK_INLINE block channels_of(const float *from, int32_t count) {
  static const integers lanes = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  return lanes < (integers)count ? load(from) : block_of(*from);
}

// What four pixels' values are, as their least and their range; infinite, if one of them is not finite.
CK_INLINE void range_of(
  const float *const *pixels, ptrdiff_t block_step, int32_t channels, four *least, four *range
) {
  // The largest values, and the opposites of the least.
  block ends[8], zeros[4];
  const int32_t whole = channels / CK_BLOCK * CK_BLOCK;
  CK_UNROLLED for (int i = 0; i < 4; i++) {
    const block value = channels_of(pixels[i], channels);
    ends[i] = value;
    ends[i + 4] = value;
    zeros[i] = value * block_of(0);
  }
  for (int32_t channel = CK_BLOCK; channel < channels; channel += CK_BLOCK) {
    CK_UNROLLED for (int i = 0; i < 4; i++) {
      const float *values = pixels[i] + channel / CK_BLOCK * block_step;
      const block value =
        channel < whole ? load(values) : channels_of(values, channels - channel);
      ends[i] = larger(ends[i], value);
      ends[i + 4] = smaller(ends[i + 4], value);
      zeros[i] = fused(value, block_of(0), zeros[i]);
    }
  }
  CK_UNROLLED for (int i = 0; i < 4; i++) {
    ends[i] = zeros[i] == block_of(0) ? ends[i] : block_of(__builtin_inff());
    ends[i + 4] = -ends[i + 4];
  }
  four most, opposite;
  largest_of(ends, &most, &opposite);
  *least = -opposite;
  *range = most - *least;
}

// Bytes of some pixels of a block: how many steps each value lies above the pixel's least.
CK_INLINE void quantize_block(
  const float *from, int32_t pixel_step, int32_t width, const float *least, const float *factors,
  uint8_t *to
) {
  typedef uint8_t bytes __attribute__((ext_vector_type(16), aligned(1)));
  // A sum with it is rounded to a whole number, whose lowest byte is the sum's.
  const block whole = block_of(0x1.8p23f);
  for (int32_t x = 0; x < width; x++) {
    const block above = load(from + (ptrdiff_t)x * pixel_step) - block_of(least[x]);
    const integers sum = (integers)fused(above, block_of(factors[x]), whole);
    *(bytes *)(to + x * CK_BLOCK) = __builtin_convertvector(sum, bytes);
  }
}

static void quantize_row(
  const float *input, ptrdiff_t input_block_step, int32_t input_pixel_step, int32_t channels,
  ck_bytes output, int32_t width
) {
  for (int32_t start = 0; start < width; start += CK_QUANTIZED_PIXELS) {
    const int32_t rest = width - start;
    const int32_t count = rest < CK_QUANTIZED_PIXELS ? rest : CK_QUANTIZED_PIXELS;
    const float *first = input + (ptrdiff_t)start * input_pixel_step;
    float factors[CK_QUANTIZED_PIXELS];
    for (int32_t x = 0; x < count; x += 4) {
      const float *pixels[4];
      // Beyond the last pixel comes the last again.
      CK_UNROLLED for (int i = 0; i < 4; i++)
        pixels[i] =
          first + (ptrdiff_t)(x + i < count ? x + i : count - 1) * input_pixel_step;
      four least, range;
      range_of(pixels, input_block_step, channels, &least, &range);
      *(four *)(factors + x) = range > (four)0 ? (four)255 / range : (four)0;
      *(four *)(output.scales + start + x) = range * (four)(1.0f / 255) + (range - range);
      *(four *)(output.least + start + x) = least;
    }
    for (int32_t index = 0; index < output.blocks; index++)
      quantize_block(
        first + index * input_block_step, input_pixel_step, count, output.least + start, factors,
        output.values + index * output.block_step + (ptrdiff_t)start * CK_BLOCK);
  }
}

CK_INLINE block four_of(const uint8_t *values) {
  int32_t four;
  memcpy(&four, values, sizeof four);
  return (block)(integers)four;
}

CK_INLINE block load_fours(const int8_t *weights) { return load((const float *)weights); }

// The total of a filter and what a tap adds: Σ (scale · value + least) · weight.
//
// `offset` is how far the pixel lies from the first, in elements.
CK_INLINE block add_tap(
  const ck_convolution *c, const ck_bytes *input, int32_t tap, int32_t index, int32_t offset,
  block total, block sum
) {
  const ck_segment *first = c->segments + (ptrdiff_t)tap * input->blocks;
  const ck_bytes row = input[first->row];
  const ptrdiff_t pixel = (first->offset + offset) / CK_BLOCK;
  const block scale = load(c->filter_scales + index * CK_BLOCK) * block_of(row.scales[pixel]);
  const block weights = load(c->filter_sums + ((ptrdiff_t)tap * c->blocks + index) * CK_BLOCK);
  const block products = __builtin_convertvector((integers)sum, block);
  return fused(products, scale, fused(block_of(row.least[pixel]), weights, total));
}

#define CK_VALUE uint8_t
#define CK_VALUES_A_STEP 4
#define CK_WEIGHT int8_t
#define CK_INPUT const ck_bytes *
#define CK_ROW(input, index) ((input)[index].values)
#define CK_BROADCAST(p) four_of(p)
#define CK_LOAD_WEIGHTS(p) load_fours(p)
#define CK_MULTIPLY_ADD(sum, a, b) multiply_add_fours(sum, a, b)
#define CK_TAPS(t) ((t)->convolution->segment_count / (t)->input->blocks)
#define CK_BEGIN(total) block_of(0)
#define CK_TOTAL(t, tap, index, offset, total, sum) \
  add_tap((t)->convolution, (t)->input, tap, index, offset, total, sum)
#include "convolution.h"
