// Two rows of a depthwise convolution of 3x3 windows at once, by Winograd's F(2, 3) down the columns
// (Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2016): four rows are
// transformed to four others, each of which has taps of its own, and two rows are made of these.
//
// Each value is loaded once for both rows, and 12 products with 8 additions take the place of 18
// products. Additions run beside products on processors that have units for them, as Zen has.
//
// The window slides over a block of channels: its 12 taps, the sums of three columns and a transformed
// column are 28 vectors, which is why only processors with 32 registers of 16 floats have this loop.

// How results are stored; what is 1 when the loop is compiled costs nothing where it is 0.
typedef struct {
  int is_half, has_slopes, has_residual;
} CK_NAME(two_kinds);

// What stays the same over a block of channels.
typedef struct {
  block taps[4][3];
  block bias;
  finishing finishing;
  const ck_target *targets;
  // Where the next results go, in elements.
  ptrdiff_t place[2], residual_place[2];
} CK_NAME(two_rows);

CK_INLINE void CK_NAME(transform_column)(const float *const *rows, ptrdiff_t place, block *t) {
  const block d0 = load(rows[0] + place), d1 = load(rows[1] + place);
  const block d2 = load(rows[2] + place), d3 = load(rows[3] + place);
  t[0] = d0 - d2;
  t[1] = d1 + d2;
  t[2] = d2 - d1;
  t[3] = d3 - d1;
}

// Begins the sums of a column with its first tap. The second sum is a part of both results, and
// holds the bias of both.
CK_INLINE void CK_NAME(begin_sums)(const CK_NAME(two_rows) * w, const block *t, block *sums) {
  CK_UNROLLED for (int k = 0; k < 4; k++)
    sums[k] = k == 1 ? w->bias + t[k] * w->taps[k][0] : t[k] * w->taps[k][0];
}

CK_INLINE void CK_NAME(add_tap)(
  const CK_NAME(two_rows) * w, const int tap, const block *t, block *sums
) {
  CK_UNROLLED for (int k = 0; k < 4; k++) sums[k] += t[k] * w->taps[k][tap];
}

CK_INLINE void CK_NAME(put_row)(
  const CK_NAME(two_kinds) kinds, const CK_NAME(two_rows) * w, const int row, const int pixel,
  block value
) {
  const ck_target *target = w->targets + row;
  const ptrdiff_t place = w->place[row] + pixel * CK_BLOCK;
  if (kinds.has_residual)
    value += load(target->residual + w->residual_place[row] + pixel * CK_BLOCK);
  value = finish(w->finishing, kinds.has_slopes, value);
#ifdef CK_STORE_HALVES
  if (kinds.is_half) {
    CK_STORE_HALVES((uint16_t *)target->output + place, value);
    return;
  }
#endif
  store(target->output + place, value);
}

// Adds a column to the three windows that see it, of which it completes one.
CK_INLINE void CK_NAME(add_column)(
  const CK_NAME(two_rows) * w, const float *const *rows, const int pixel, block *complete,
  block *half, block *begun
) {
  block t[4];
  CK_NAME(transform_column)(rows, (pixel + 2) * CK_BLOCK, t);
  CK_NAME(add_tap)(w, 2, t, complete);
  CK_NAME(add_tap)(w, 1, t, half);
  CK_NAME(begin_sums)(w, t, begun);
}

// The same, and stores the results of the window that is complete.
CK_INLINE void CK_NAME(put_column)(
  const CK_NAME(two_kinds) kinds, const CK_NAME(two_rows) * w, const float *const *rows,
  const int pixel, block *complete, block *half, block *begun
) {
  CK_NAME(add_column)(w, rows, pixel, complete, half, begun);
  // In this order: a target that stands for both rows holds the first of them in the end.
  CK_NAME(put_row)(kinds, w, 1, pixel, complete[1] - complete[2] + complete[3]);
  CK_NAME(put_row)(kinds, w, 0, pixel, complete[0] + complete[1] + complete[2]);
}

// Adds the first two columns.
CK_INLINE void CK_NAME(begin_windows)(
  const CK_NAME(two_rows) * w, const float *const *rows, block *first, block *second
) {
  block t[4];
  CK_NAME(transform_column)(rows, 0, t);
  CK_NAME(begin_sums)(w, t, first);
  CK_NAME(transform_column)(rows, CK_BLOCK, t);
  CK_NAME(add_tap)(w, 1, t, first);
  CK_NAME(begin_sums)(w, t, second);
}

CK_INLINE void CK_NAME(slide)(
  const CK_NAME(two_kinds) kinds, CK_NAME(two_rows) * w, const float **rows
) {
  block a[4], b[4], c[4];
  CK_NAME(begin_windows)(w, rows, a, b);
  const int32_t width = w->targets->width;
  int32_t x = 0;
  for (; x + 3 <= width; x += 3) {
    CK_NAME(put_column)(kinds, w, rows, 0, a, b, c);
    CK_NAME(put_column)(kinds, w, rows, 1, b, c, a);
    CK_NAME(put_column)(kinds, w, rows, 2, c, a, b);
    CK_UNROLLED for (int i = 0; i < 4; i++) rows[i] += 3 * CK_BLOCK;
    CK_UNROLLED for (int i = 0; i < 2; i++) {
      w->place[i] += 3 * CK_BLOCK;
      w->residual_place[i] += 3 * CK_BLOCK;
    }
  }
  if (x < width) CK_NAME(put_column)(kinds, w, rows, 0, a, b, c);
  if (x + 1 < width) CK_NAME(put_column)(kinds, w, rows, 1, b, c, a);
}

// The bias, taps and bounds of a block of channels, and where its rows begin.
CK_INLINE CK_NAME(two_rows) CK_NAME(two_rows_of)(
  const ck_window *window, const float *const *rows, int32_t index, const float **values
) {
  CK_NAME(two_rows) w = {
    .bias = bias_of(&window->epilogue, index),
    .finishing = finishing_of(&window->epilogue, index)};
  const float *taps = window->weights + (ptrdiff_t)index * 12 * CK_BLOCK;
  CK_UNROLLED for (int i = 0; i < 12; i++) w.taps[i / 3][i % 3] = load(taps + i * CK_BLOCK);
  for (int i = 0; i < 4; i++) values[i] = rows[i] + index * window->input_block_step;
  return w;
}

static void CK_NAME(convolve_depthwise_two_rows)(
  const ck_window *window, const float *const *rows, const ck_target *targets
) {
  for (int32_t index = 0; index < window->blocks; index++) {
    const float *values[4];
    CK_NAME(two_rows) w = CK_NAME(two_rows_of)(window, rows, index, values);
    w.targets = targets;
    for (int i = 0; i < 2; i++) {
      w.place[i] = index * targets[i].block_step;
      w.residual_place[i] = index * targets[i].residual_block_step;
    }
    const CK_NAME(two_kinds) any = {
      targets->is_half, w.finishing.has_slopes, targets->residual != NULL};
    if (any.has_slopes || any.has_residual) {
      CK_NAME(slide)(any, &w, values);
    } else if (any.is_half) {
      CK_NAME(slide)((CK_NAME(two_kinds)){1, 0, 0}, &w, values);
    } else {
      CK_NAME(slide)((CK_NAME(two_kinds)){0, 0, 0}, &w, values);
    }
  }
}

// Adds a column, and returns the larger of the two results that it completes.
CK_INLINE block CK_NAME(larger_of_column)(
  const CK_NAME(two_rows) * w, const float *const *rows, const int pixel, block *complete,
  block *half, block *begun
) {
  CK_NAME(add_column)(w, rows, pixel, complete, half, begun);
  return larger(
    complete[0] + complete[1] + complete[2], complete[1] - complete[2] + complete[3]);
}

// Stores the largest of 2x2 results: bounds change nothing about which that is.
CK_INLINE void CK_NAME(put_pooled)(
  const CK_NAME(two_rows) * w, const ck_target *target, ptrdiff_t place, block left, block right
) {
  put_block(target, place, finish(w->finishing, 0, larger(left, right)));
}

static void CK_NAME(convolve_depthwise_pooled_row)(
  const ck_window *window, const float *const *rows, ck_target target
) {
  for (int32_t index = 0; index < window->blocks; index++) {
    const float *values[4];
    const CK_NAME(two_rows) w = CK_NAME(two_rows_of)(window, rows, index, values);
    ptrdiff_t place = index * target.block_step;
    block a[4], b[4], c[4];
    CK_NAME(begin_windows)(&w, values, a, b);
    int32_t x = 0;
    for (; x + 3 <= target.width; x += 3) {
      const block first = CK_NAME(larger_of_column)(&w, values, 0, a, b, c);
      const block second = CK_NAME(larger_of_column)(&w, values, 1, b, c, a);
      CK_NAME(put_pooled)(&w, &target, place, first, second);
      const block third = CK_NAME(larger_of_column)(&w, values, 2, c, a, b);
      const block fourth = CK_NAME(larger_of_column)(&w, values, 3, a, b, c);
      CK_NAME(put_pooled)(&w, &target, place + CK_BLOCK, third, fourth);
      const block fifth = CK_NAME(larger_of_column)(&w, values, 4, b, c, a);
      const block sixth = CK_NAME(larger_of_column)(&w, values, 5, c, a, b);
      CK_NAME(put_pooled)(&w, &target, place + 2 * CK_BLOCK, fifth, sixth);
      CK_UNROLLED for (int i = 0; i < 4; i++) values[i] += 6 * CK_BLOCK;
      place += 3 * CK_BLOCK;
    }
    if (x < target.width) {
      const block first = CK_NAME(larger_of_column)(&w, values, 0, a, b, c);
      const block second = CK_NAME(larger_of_column)(&w, values, 1, b, c, a);
      CK_NAME(put_pooled)(&w, &target, place, first, second);
    }
    if (x + 1 < target.width) {
      const block third = CK_NAME(larger_of_column)(&w, values, 2, c, a, b);
      const block fourth = CK_NAME(larger_of_column)(&w, values, 3, a, b, c);
      CK_NAME(put_pooled)(&w, &target, place + CK_BLOCK, third, fourth);
    }
  }
}
