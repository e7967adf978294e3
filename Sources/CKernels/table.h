// The loops of one kind of processor, written out for CK_NAME and CK_TILE_*.

#pragma clang fp contract(fast)

#include "convolution.h"
#include "depthwise.h"
#include "rows.h"
#include "winograd.h"

#ifndef CK_BF16_ROW
#define CK_BF16_ROW NULL
#define CK_ROUND_ROW NULL
#endif

static const ck_kernels CK_NAME(table) = {
  CK_NAME(convolve_row), CK_BF16_ROW, CK_NAME(convolve_depthwise_row),
  CK_NAME(pool_maximum_row), CK_NAME(map_row), CK_NAME(gather_row), CK_ROUND_ROW,
  CK_NAME(transform_input), CK_NAME(transform_output), CK_NAME(block_row), CK_NAME(plane_row),
};
