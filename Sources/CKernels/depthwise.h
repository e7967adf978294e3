// Depthwise convolutions and pools: a window slides over each channel by itself, 16 at a time.

#define CK_DEPTHWISE_PIXELS 8

// Sums of `pixels` neighbouring positions; the window of 3 columns keeps its taps in registers.
CK_INLINE void CK_NAME(depthwise_tile)(
  const int pixels, const int step, const int columns, const ck_window *w,
  const float *const *rows, int32_t index, int32_t pixel, const ck_target *target
) {
  block sums[CK_DEPTHWISE_PIXELS];
  const block bias = bias_of(&w->epilogue, index);
  CK_UNROLLED for (int i = 0; i < pixels; i++) sums[i] = bias;
  const int32_t taps = columns ? columns : w->columns;
  const float *weights = w->weights + (ptrdiff_t)index * w->rows * taps * CK_BLOCK;
  for (int32_t y = 0; y < w->rows; y++) {
    const float *values = rows[y] + index * w->input_block_step + (ptrdiff_t)pixel * step * CK_BLOCK;
    if (columns == 3) {
      const block w0 = load(weights), w1 = load(weights + CK_BLOCK),
                  w2 = load(weights + 2 * CK_BLOCK);
      CK_UNROLLED for (int i = 0; i < pixels; i++) {
        sums[i] += load(values + i * step * CK_BLOCK) * w0;
        sums[i] += load(values + (i * step + 1) * CK_BLOCK) * w1;
        sums[i] += load(values + (i * step + 2) * CK_BLOCK) * w2;
      }
      weights += 3 * CK_BLOCK;
    } else {
      for (int32_t x = 0; x < taps; x++) {
        const block tap = load(weights);
        CK_UNROLLED for (int i = 0; i < pixels; i++)
          sums[i] += load(values + i * step * CK_BLOCK) * tap;
        values += w->dilation * CK_BLOCK;
        weights += CK_BLOCK;
      }
    }
  }
  const finishing f = finishing_of(&w->epilogue, index);
  const ptrdiff_t place = index * target->block_step + pixel * CK_BLOCK;
  if (target->residual) {
    const float *residual = target->residual + index * target->residual_block_step
      + pixel * CK_BLOCK;
    CK_UNROLLED for (int i = 0; i < pixels; i++) sums[i] += load(residual + i * CK_BLOCK);
  }
  if (f.has_slopes) {
    CK_UNROLLED for (int i = 0; i < pixels; i++)
      put_block(target, place + i * CK_BLOCK, finish(f, 1, sums[i]));
  } else {
    CK_UNROLLED for (int i = 0; i < pixels; i++)
      put_block(target, place + i * CK_BLOCK, finish(f, 0, sums[i]));
  }
}

#define CK_CASE(n) \
  case n: CK_NAME(depthwise_tile)(n, step, columns, w, rows, index, pixel, &target); break;

CK_INLINE void CK_NAME(depthwise_blocks)(
  const int step, const int columns, const ck_window *w, const float *const *rows, ck_target target
) {
  for (int32_t index = 0; index < w->blocks; index++) {
    for (int32_t pixel = 0; pixel < target.width; pixel += CK_DEPTHWISE_PIXELS) {
      const int32_t rest = target.width - pixel;
      switch (rest < CK_DEPTHWISE_PIXELS ? rest : CK_DEPTHWISE_PIXELS) {
        CK_CASE(1) CK_CASE(2) CK_CASE(3) CK_CASE(4) CK_CASE(5) CK_CASE(6) CK_CASE(7) CK_CASE(8)
      }
    }
  }
}

#undef CK_CASE

static void CK_NAME(convolve_depthwise_row)(
  const ck_window *w, const float *const *rows, ck_target target
) {
  const int three = w->columns == 3 && w->dilation == 1;
  switch (w->step) {
    case 1:
      three ? CK_NAME(depthwise_blocks)(1, 3, w, rows, target)
            : CK_NAME(depthwise_blocks)(1, 0, w, rows, target);
      break;
    case 2:
      three ? CK_NAME(depthwise_blocks)(2, 3, w, rows, target)
            : CK_NAME(depthwise_blocks)(2, 0, w, rows, target);
      break;
  }
}

// The largest value under one position of a pool's window.
CK_INLINE block CK_NAME(maximum_at)(
  const ck_window *w, const float *const *rows, int32_t row_count, int32_t input_width,
  int32_t first, int32_t index
) {
  block best = block_of(-__builtin_inff());
  for (int32_t y = 0; y < row_count; y++) {
    const float *row = rows[y] + index * w->input_block_step;
    for (int32_t tap = 0; tap < w->columns; tap++) {
      const int32_t column = first + tap * w->dilation;
      if (column >= 0 && column < input_width) best = larger(best, load(row + column * CK_BLOCK));
    }
  }
  return best;
}

static void CK_NAME(pool_maximum_row)(
  const ck_window *w, const float *const *rows, int32_t row_count, int32_t input_width,
  int32_t left, ck_target target
) {
  // The window of nearly all pools needs no checks.
  const int is_two = w->columns == 2 && w->step == 2 && w->dilation == 1 && left == 0
    && row_count == 2 && target.width * 2 <= input_width && !target.residual
    && !w->epilogue.slopes;
  for (int32_t index = 0; index < w->blocks; index++) {
    const finishing f = finishing_of(&w->epilogue, index);
    const ptrdiff_t output = index * target.block_step;
    if (is_two) {
      const float *above = rows[0] + index * w->input_block_step;
      const float *below = rows[1] + index * w->input_block_step;
      for (int32_t x = 0; x < target.width; x++) {
        const ptrdiff_t place = (ptrdiff_t)x * 2 * CK_BLOCK;
        const block left_best = larger(load(above + place), load(below + place));
        const block right_best =
          larger(load(above + place + CK_BLOCK), load(below + place + CK_BLOCK));
        put_block(
          &target, output + x * CK_BLOCK, finish(f, 0, larger(left_best, right_best)));
      }
      continue;
    }
    for (int32_t x = 0; x < target.width; x++) {
      block best =
        CK_NAME(maximum_at)(w, rows, row_count, input_width, x * w->step - left, index);
      if (target.residual)
        best += load(target.residual + index * target.residual_block_step + x * CK_BLOCK);
      put_block(
        &target, output + x * CK_BLOCK, f.has_slopes ? finish(f, 1, best) : finish(f, 0, best));
    }
  }
}
