// Convolutions over all channels, tile by tile: CK_TILE_PIXELS pixels of CK_TILE_BLOCKS blocks of
// filters are summed up in registers, over all segments, and finished before they are stored.

#ifndef CK_VALUE
// What is multiplied: floats, pairs of bfloat16 values, or fours of bytes.
#define CK_VALUE float
#define CK_VALUES_A_STEP 1
#define CK_WEIGHT float
#define CK_BROADCAST(p) block_of(*(p))
#define CK_LOAD_WEIGHTS(p) load(p)
#define CK_MULTIPLY_ADD(sum, a, b) ((sum) + (a) * (b))
#endif

#ifndef CK_INPUT
// The rows that are read, and how sums become totals: of floats, one sum over all taps is the total.
#define CK_INPUT const CK_VALUE *const *
#define CK_ROW(input, index) ((input)[index])
#define CK_TAPS(t) 1
#define CK_BEGIN(total) (total)
#define CK_TOTAL(t, tap, index, offset, total, sum) (sum)
#endif

// What a tile needs to know beside its extents.
typedef struct {
  const ck_convolution *convolution;
  CK_INPUT input;
  const CK_WEIGHT *weights;
  ck_target target;
  int32_t block;
  int32_t pixel;
} CK_NAME(tile);

CK_INLINE void CK_NAME(finish_tile)(
  const int pixels, const int blocks, const CK_NAME(tile) * t,
  block sums[CK_TILE_PIXELS][CK_TILE_BLOCKS]
) {
  const ck_target target = t->target;
  if (target.residual) {
    CK_UNROLLED for (int j = 0; j < blocks; j++) {
      const float *residual = target.residual + (t->block + j) * target.residual_block_step
        + t->pixel * CK_BLOCK;
      CK_UNROLLED for (int i = 0; i < pixels; i++) sums[i][j] += load(residual + i * CK_BLOCK);
    }
  }
  CK_UNROLLED for (int j = 0; j < blocks; j++) {
    const finishing f = finishing_of(&t->convolution->epilogue, t->block + j);
    const ptrdiff_t place = (t->block + j) * target.block_step + t->pixel * CK_BLOCK;
    if (f.has_slopes) {
      CK_UNROLLED for (int i = 0; i < pixels; i++)
        put_block(&target, place + i * CK_BLOCK, finish(f, 1, sums[i][j]));
    } else {
      CK_UNROLLED for (int i = 0; i < pixels; i++)
        put_block(&target, place + i * CK_BLOCK, finish(f, 0, sums[i][j]));
    }
  }
}

// Adds the products of a value of each pixel with the weights of all filters.
CK_INLINE void CK_NAME(add_products)(
  const int pixels, const int blocks, const int step, const CK_VALUE *values,
  const CK_WEIGHT *weights, block sums[CK_TILE_PIXELS][CK_TILE_BLOCKS]
) {
  block w[CK_TILE_BLOCKS];
  CK_UNROLLED for (int j = 0; j < blocks; j++)
    w[j] = CK_LOAD_WEIGHTS(weights + j * CK_BLOCK * CK_VALUES_A_STEP);
  CK_UNROLLED for (int i = 0; i < pixels; i++) {
    const block value = CK_BROADCAST(values + i * step);
    CK_UNROLLED for (int j = 0; j < blocks; j++)
      sums[i][j] = CK_MULTIPLY_ADD(sums[i][j], value, w[j]);
  }
}

CK_INLINE void CK_NAME(sum_tile)(
  const int pixels, const int blocks, const int step, const int weight_step, const int has_taps,
  const CK_NAME(tile) * t
) {
  block totals[CK_TILE_PIXELS][CK_TILE_BLOCKS];
  CK_UNROLLED for (int j = 0; j < blocks; j++) {
    const block bias = bias_of(&t->convolution->epilogue, t->block + j);
    CK_UNROLLED for (int i = 0; i < pixels; i++) totals[i][j] = bias;
  }
  const CK_WEIGHT *weights = t->weights;
  const ck_segment *s = t->convolution->segments;
  const int32_t taps = has_taps ? CK_TAPS(t) : 1;
  for (int32_t tap = 0; tap < taps; tap++) {
    const ck_segment *end = s + t->convolution->segment_count / taps;
    block sums[CK_TILE_PIXELS][CK_TILE_BLOCKS];
    CK_UNROLLED for (int i = 0; i < pixels; i++) {
      CK_UNROLLED for (int j = 0; j < blocks; j++) sums[i][j] = CK_BEGIN(totals[i][j]);
    }
    for (; s < end; s++) {
      const CK_VALUE *values = CK_ROW(t->input, s->row) + s->offset + (ptrdiff_t)t->pixel * step;
      if (step < CK_BLOCK) fetch(values, pixels * step, t->convolution->ahead);
      const int32_t weight_count = weight_step * CK_VALUES_A_STEP;
      int32_t k = 0;
      if (step < CK_BLOCK && s->count == 3) {
        // As most windows over planes have them: a loop would cost as much as one of them.
        CK_UNROLLED for (; k < 3; k++)
          CK_NAME(add_products)(pixels, blocks, step, values + k, weights + k * weight_count, sums);
        weights += 3 * weight_count;
      }
      for (; k < s->count; k += CK_VALUES_A_STEP) {
        CK_NAME(add_products)(pixels, blocks, step, values + k, weights, sums);
        weights += weight_count;
      }
    }
    CK_UNROLLED for (int j = 0; j < blocks; j++) {
      CK_UNROLLED for (int i = 0; i < pixels; i++)
        totals[i][j] = CK_TOTAL(
          t, tap, t->block + j, (t->pixel + i) * step, totals[i][j], sums[i][j]);
    }
  }
  CK_NAME(finish_tile)(pixels, blocks, t, totals);
}

#define CK_CASE(n) \
  case n: \
    if (n <= CK_TILE_PIXELS) \
      CK_NAME(sum_tile)(n <= CK_TILE_PIXELS ? n : 1, blocks, step, weight_step, has_taps, t); \
    break;

// Chooses the loop for the number of pixels.
CK_INLINE void CK_NAME(run_tile)(
  int32_t pixels, const int blocks, const int step, const int weight_step, const int has_taps,
  const CK_NAME(tile) * t
) {
  switch (pixels) {
    CK_CASE(1) CK_CASE(2) CK_CASE(3) CK_CASE(4) CK_CASE(5) CK_CASE(6) CK_CASE(7)
    CK_CASE(8) CK_CASE(9) CK_CASE(10) CK_CASE(11) CK_CASE(12) CK_CASE(13) CK_CASE(14)
  }
}

// Tiles of about one width side by side: a short last one would be slow.
CK_INLINE void CK_NAME(run_blocks)(
  const int blocks, const int step, const int weight_step, const int has_taps, CK_NAME(tile) * t
) {
  const int32_t width = t->target.width;
  const int32_t tiles = (width + CK_TILE_PIXELS - 1) / CK_TILE_PIXELS;
  t->pixel = 0;
  for (int32_t i = 0; i < tiles; i++) {
    const int32_t next = (int32_t)((int64_t)width * (i + 1) / tiles);
    CK_NAME(run_tile)(next - t->pixel, blocks, step, weight_step, has_taps, t);
    t->pixel = next;
  }
}

// The last of an odd number of blocks, and every block where a tile has one, has loops of its own.
CK_INLINE void CK_NAME(run_row)(const int step, const int has_taps, CK_NAME(tile) * t) {
  const ck_convolution *c = t->convolution;
  const CK_WEIGHT *weights = c->weights;
  for (t->block = 0; t->block + 2 <= c->blocks; t->block += 2) {
    t->weights = weights;
    if (CK_TILE_BLOCKS == 2) {
      CK_NAME(run_blocks)(2, step, 2 * CK_BLOCK, has_taps, t);
    } else {
      CK_NAME(run_blocks)(1, step, 2 * CK_BLOCK, has_taps, t);
      t->block++;
      t->weights = weights + CK_BLOCK * CK_VALUES_A_STEP;
      CK_NAME(run_blocks)(1, step, 2 * CK_BLOCK, has_taps, t);
      t->block--;
    }
    weights += 2 * CK_BLOCK * (ptrdiff_t)c->depth;
  }
  t->weights = weights;
  if (t->block < c->blocks) CK_NAME(run_blocks)(1, step, CK_BLOCK, has_taps, t);
}

static void CK_NAME(convolve_row)(
  const ck_convolution *convolution, CK_INPUT input, ck_target target
) {
  CK_NAME(tile) t = {convolution, input, convolution->weights, target, 0, 0};
  const int has_taps = CK_TAPS(&t) > 1;
  switch (convolution->pixel_step) {
#if CK_VALUES_A_STEP == 1
    // Planes.
    case 1: CK_NAME(run_row)(1, 0, &t); break;
    case 2: CK_NAME(run_row)(2, 0, &t); break;
#endif
    case CK_BLOCK:
      has_taps ? CK_NAME(run_row)(CK_BLOCK, 1, &t) : CK_NAME(run_row)(CK_BLOCK, 0, &t);
      break;
    case 2 * CK_BLOCK: CK_NAME(run_row)(2 * CK_BLOCK, 1, &t); break;
  }
}

#undef CK_CASE
#undef CK_VALUE
#undef CK_VALUES_A_STEP
#undef CK_WEIGHT
#undef CK_BROADCAST
#undef CK_LOAD_WEIGHTS
#undef CK_MULTIPLY_ADD
#undef CK_INPUT
#undef CK_ROW
#undef CK_TAPS
#undef CK_BEGIN
#undef CK_TOTAL
