// The inner loops of the engine, chosen by what the processor can do.
//
// Swift decides what is computed, in which order and where it lies; these functions only loop. They
// know no graph and no errors: the caller has checked every extent.
//
// Images lie in rows of blocks: [height][blocks][width][16], where a block holds 16 channels. The
// last block is filled up with lanes whose values nobody reads. Between blocks of a row there may
// be room for a border.

#ifndef CKERNELS_H
#define CKERNELS_H

#include <stddef.h>
#include <stdint.h>

// The channels of a block.
#define CK_BLOCK 16

// What is done to a sum before it is stored: clip(sum), or the slope of negative values.
typedef struct {
  // Added first, [blocks][16]; may be NULL.
  const float *bias;
  // The slope of each channel's negative values, [blocks][16]; takes the place of the bounds.
  const float *slopes;
  // Bounds; −∞ and ∞ when there are none.
  float least, most;
} ck_epilogue;

// Values that lie side by side under the window of a convolution.
typedef struct {
  // Which of the rows that are given.
  int32_t row;
  // How many values, each with a weight of its own.
  int32_t count;
  // Where they begin for the first pixel, in elements from the start of the row.
  ptrdiff_t offset;
} ck_segment;

// Pixels in bytes: a value is scale · byte + least, with both of each pixel's own.
typedef struct {
  // [blocks][pixels][16]
  uint8_t *values;
  int32_t blocks;
  // Bytes from one block to the next.
  ptrdiff_t block_step;
  // One for each pixel, with room for a multiple of four.
  float *scales, *least;
} ck_bytes;

// A convolution over all channels.
//
// Weights lie as [pair of blocks][segment][value][32 filters], the last of an odd number of blocks
// as [segment][value][16 filters].
typedef struct {
  const void *weights;
  const ck_segment *segments;
  int32_t segment_count;
  // The values of all segments together.
  int32_t depth;
  // Blocks of filters.
  int32_t blocks;
  // Elements from one pixel to the next in a row of the input: 1, 2, 16 or 32.
  int32_t pixel_step;
  // Of weights in bytes: what each filter's are to be multiplied by, [blocks][16], and the sums of its
  // weights, so multiplied, [taps][blocks][16]; NULL otherwise.
  const float *filter_scales, *filter_sums;
  // Of planes: floats from a value that is read to one that will be read for the next row and that
  // nobody has asked for yet; 0 if there is no need.
  ptrdiff_t ahead;
  ck_epilogue epilogue;
} ck_convolution;

// Where a row of results is written, and what is added to it.
typedef struct {
  float *output;
  // Floats from one block to the next.
  ptrdiff_t block_step;
  // Added before the activation; may be NULL.
  const float *residual;
  ptrdiff_t residual_block_step;
  // Pixels.
  int32_t width;
  // Whether the output's elements are bfloat16, and `block_step` counts those; only where the
  // processor has them.
  int32_t is_half;
} ck_target;

// A window that slides over each channel by itself.
typedef struct {
  // [blocks][rows][columns][16]; unused by pools.
  const float *weights;
  int32_t rows, columns;
  // Pixels from one tap to the next within a row, and from one position to the next.
  int32_t dilation, step;
  int32_t blocks;
  // Floats from one block of an input row to the next.
  ptrdiff_t input_block_step;
  ck_epilogue epilogue;
} ck_window;

// The tiles of a Winograd convolution of 3x3 windows: 4x4 pixels made of 6x6.
typedef struct {
  // The image that is read, or made: [height][blocks][width][16].
  int32_t height, width;
  // Pixels of zeros above and left of the image.
  int32_t above, left;
  // The number of tiles side by side.
  int32_t columns;
  int32_t blocks;
} ck_tiling;

// A plane for the red, green and blue samples of an image each: factor · sample + offset.
typedef struct {
  float *starts[3];
  float factors[3], offsets[3];
} ck_planes;

// Which pixels of a row make up each pixel of a shorter or longer one.
typedef struct {
  // Of each: where its first pixel begins, in elements. The others follow it.
  const int32_t *offsets;
  // What each of its pixels counts: [taps][count], with room for a multiple of four, as above.
  const float *weights;
  int32_t count, tap_count;
  // What every sum is multiplied by.
  float factor;
} ck_averages;

// Where the pixels of a crop lie in an image, [height][width][3], and how many colours each is the
// mean of.
typedef struct {
  const uint8_t *image;
  // Pixels of a row.
  int32_t width;
  // A place (u, v) in the crop is (a·u + c·v + x, b·u + d·v + y) in the image.
  float a, b, c, d, x, y;
  // Places within a pixel of the crop, along each axis, and what each colour counts.
  const float *places;
  int32_t place_count;
  float share;
} ck_sampling;

// The loops for one kind of processor.
typedef struct {
  // One row of a convolution. `rows` holds what the segments count from.
  void (*convolve_row)(const ck_convolution *, const float *const *rows, ck_target);
  // The same of bfloat16 values and weights, in pairs; NULL where the processor has no such thing.
  void (*convolve_row_bf16)(const ck_convolution *, const uint16_t *const *rows, ck_target);
  // The same of bytes, in fours, with as many segments a tap as the input has blocks; NULL where the
  // processor has no such thing.
  void (*convolve_row_bytes)(const ck_convolution *, const ck_bytes *, ck_target);
  // One row of a depthwise convolution; the rows have borders where the window needs them.
  void (*convolve_depthwise_row)(const ck_window *, const float *const *rows, ck_target);
  // Two rows of one of 3x3 windows, one pixel apart, out of four; NULL where the processor has too few
  // registers. Weights are those of F(2, 3), [blocks][4][3][16]. Both targets are alike but for where
  // they are; where there is one row only, it is given twice.
  void (*convolve_depthwise_two_rows)(
    const ck_window *, const float *const rows[4], const ck_target targets[2]);
  // The largest of 2x2 results of the same: a pool reads them, and nothing else does. The target
  // is a row of the pool; nothing is added, and there are no slopes.
  void (*convolve_depthwise_pooled_row)(
    const ck_window *, const float *const rows[4], ck_target);
  // The largest values under a window. Only `row_count` of the window's rows lie in the image, and
  // the window reaches `left` pixels out of it; input rows are `input_width` pixels long.
  void (*pool_maximum_row)(
    const ck_window *, const float *const *rows, int32_t row_count, int32_t input_width,
    int32_t left, ck_target);
  // scale · x + shift of a row, then the residual and the epilogue; `scale` may be NULL.
  void (*map_row)(
    const float *input, ptrdiff_t input_block_step, int32_t blocks, const float *scale,
    const ck_epilogue *, ck_target);
  // Each pixel from a column of another row.
  void (*gather_row)(
    const float *input, ptrdiff_t input_block_step, int32_t blocks, const int32_t *columns,
    const ck_epilogue *, ck_target);
  // bfloat16 values of a row, rounded to nearest even.
  void (*round_row)(
    const float *input, ptrdiff_t input_block_step, int32_t blocks, int32_t width,
    uint16_t *output, ptrdiff_t output_block_step);
  // Bytes of pixels, `input_pixel_step` floats apart. A pixel of which a value is not finite has no
  // finite scale.
  void (*quantize_row)(
    const float *input, ptrdiff_t input_block_step, int32_t input_pixel_step, int32_t channels,
    ck_bytes output, int32_t width);
  // Transforms some tiles of an image, with zeros around it. Writes [36][blocks][tile_step][16], of
  // which tiles `slot` to `slot + count`.
  void (*transform_input)(
    const ck_tiling *, const float *image, int32_t first, int32_t count, int32_t slot,
    int32_t tile_step, float *output);
  // Makes pixels of transformed tiles, and finishes them.
  void (*transform_output)(
    const ck_tiling *, const float *input, int32_t first, int32_t count, int32_t slot,
    int32_t tile_step, const ck_epilogue *, const float *residual, float *image);
  // Transforms 3x3 weights of up to 16 filters, [filters][channels][9]. Writes 36 matrices
  // `matrix_step` apart, of which a channel has 16 filters side by side, `channel_step` apart; filters
  // that are not there are zeros.
  void (*transform_weights)(
    const float *weights, int32_t filters, int32_t channels, float *output, ptrdiff_t channel_step,
    ptrdiff_t matrix_step);
  // Planes [channels][plane] of one row to blocks, and back.
  void (*block_row)(
    const float *planes, ptrdiff_t plane, int32_t channels, int32_t width, float *row,
    ptrdiff_t block_step);
  void (*plane_row)(
    const float *row, ptrdiff_t block_step, int32_t channels, int32_t width, float *planes,
    ptrdiff_t plane);
  // The weighted sum of `row_count` rows of bytes, `step` apart, one row at least.
  void (*sum_rows)(
    const uint8_t *rows, ptrdiff_t step, const float *weights, int32_t row_count, int32_t count,
    float *sums);
  // Rounded weighted sums along a row of pixels, [*][3], as a row of bytes, [count][3]. An element
  // after each of the pixels is read with it.
  void (*average_row)(const ck_averages *, const float *sums, uint8_t *colors);
  // A row of bytes, [count][3], to three planes, from a place on.
  void (*split_row)(
    const uint8_t *colors, int32_t count, const ck_planes *, ptrdiff_t place);
  // Pixels of a row of a crop from a column on, [count][3], bilinear and rounded. Every place must have
  // four pixels around it, and a third one to the right of them.
  void (*sample_row)(
    const ck_sampling *, int32_t column, int32_t row, int32_t count, uint8_t *colors);
  // Rows of bytes, [count][3], `step` apart, as columns: pixel x of row y at
  // `columns + x * column_step + 3 * y`. Both steps may be negative.
  void (*turn_rows)(
    const uint8_t *rows, ptrdiff_t step, int32_t row_count, int32_t count, uint8_t *columns,
    ptrdiff_t column_step);
  // The pixels of a row, [count][3], from the last one to the first.
  void (*reverse_row)(const uint8_t *row, int32_t count, uint8_t *reversed);
} ck_kernels;

// Kinds of processors, the best last.
enum {
  CK_PORTABLE, CK_AVX2, CK_AVX2_VNNI, CK_AVX512, CK_AVX512_VNNI, CK_AVX512_BF16, CK_LEVEL_COUNT
};

// Returns the loops for a kind of processor, or NULL when this one is not of that kind.
const ck_kernels *ck_kernels_at(int32_t level);

#endif
