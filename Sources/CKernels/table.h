// The loops of one kind of processor, written out for CK_NAME and CK_TILE_*.

#pragma clang fp contract(fast)

// Stores a block of results, `offset` elements from where the target begins.
CK_INLINE void put_block(const ck_target *target, ptrdiff_t offset, block value) {
#ifdef CK_STORE_HALVES
  if (target->is_half) {
    CK_STORE_HALVES((uint16_t *)target->output + offset, value);
    return;
  }
#endif
  store(target->output + offset, value);
}

#include "convolution.h"
#include "depthwise.h"
#include "pixels.h"
#include "rows.h"
#include "turning.h"
#include "winograd.h"
#ifdef CK_HAS_TWO_ROWS
#include "tworows.h"
#define CK_TWO_ROWS CK_NAME(convolve_depthwise_two_rows)
#define CK_POOLED_ROW CK_NAME(convolve_depthwise_pooled_row)
#else
#define CK_TWO_ROWS NULL
#define CK_POOLED_ROW NULL
#endif

#ifndef CK_BF16_ROW
#define CK_BF16_ROW NULL
#define CK_ROUND_ROW NULL
#endif

#ifdef CK_HAS_BYTES
// `bytes.h` follows with them.
static void convolve_row_bytes(
  const ck_convolution *convolution, const ck_bytes *input, ck_target target
);
static void quantize_row(
  const float *input, ptrdiff_t input_block_step, int32_t input_pixel_step, int32_t channels,
  ck_bytes output, int32_t width
);
#define CK_BYTE_ROW convolve_row_bytes
#define CK_QUANTIZE_ROW quantize_row
#else
#define CK_BYTE_ROW NULL
#define CK_QUANTIZE_ROW NULL
#endif

static const ck_kernels CK_NAME(table) = {
  CK_NAME(convolve_row), CK_BF16_ROW, CK_BYTE_ROW, CK_NAME(convolve_depthwise_row), CK_TWO_ROWS,
  CK_POOLED_ROW,
  CK_NAME(pool_maximum_row), CK_NAME(map_row), CK_NAME(gather_row), CK_ROUND_ROW, CK_QUANTIZE_ROW,
  CK_NAME(transform_input), CK_NAME(transform_output), CK_NAME(transform_weights),
  CK_NAME(block_row), CK_NAME(plane_row), CK_NAME(sum_rows),
  CK_NAME(average_row), CK_NAME(split_row), CK_NAME(sample_row), CK_NAME(turn_rows),
  CK_NAME(reverse_row),
};
