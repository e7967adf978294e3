// What is done to each pixel of a row by itself, and changes of layout.

CK_INLINE void CK_NAME(finish_pixel)(
  const finishing *f, const ck_target *target, int32_t index, int32_t x, block value
) {
  if (target->residual)
    value += load(target->residual + index * target->residual_block_step + x * CK_BLOCK);
  put_block(
    target, index * target->block_step + x * CK_BLOCK,
    f->has_slopes ? finish(*f, 1, value) : finish(*f, 0, value));
}

static void CK_NAME(map_row)(
  const float *input, ptrdiff_t input_block_step, int32_t blocks, const float *scale,
  const ck_epilogue *epilogue, ck_target target
) {
  for (int32_t index = 0; index < blocks; index++) {
    const finishing f = finishing_of(epilogue, index);
    const block shift = bias_of(epilogue, index);
    const float *values = input + index * input_block_step;
    if (scale) {
      const block factor = load(scale + index * CK_BLOCK);
      for (int32_t x = 0; x < target.width; x++)
        CK_NAME(finish_pixel)(&f, &target, index, x, load(values + x * CK_BLOCK) * factor + shift);
    } else {
      for (int32_t x = 0; x < target.width; x++)
        CK_NAME(finish_pixel)(&f, &target, index, x, load(values + x * CK_BLOCK) + shift);
    }
  }
}

static void CK_NAME(gather_row)(
  const float *input, ptrdiff_t input_block_step, int32_t blocks, const int32_t *columns,
  const ck_epilogue *epilogue, ck_target target
) {
  for (int32_t index = 0; index < blocks; index++) {
    const finishing f = finishing_of(epilogue, index);
    const float *values = input + index * input_block_step;
    for (int32_t x = 0; x < target.width; x++)
      CK_NAME(finish_pixel)(
        &f, &target, index, x, load(values + (ptrdiff_t)columns[x] * CK_BLOCK));
  }
}

static void CK_NAME(block_row)(
  const float *planes, ptrdiff_t plane, int32_t channels, int32_t width, float *row,
  ptrdiff_t block_step
) {
  for (int32_t first = 0; first < channels; first += CK_BLOCK) {
    const int32_t count = channels - first < CK_BLOCK ? channels - first : CK_BLOCK;
    for (int32_t x = 0; x < width; x++) {
      for (int32_t c = 0; c < count; c++) row[x * CK_BLOCK + c] = planes[c * plane + x];
      for (int32_t c = count; c < CK_BLOCK; c++) row[x * CK_BLOCK + c] = 0;
    }
    planes += CK_BLOCK * plane;
    row += block_step;
  }
}

static void CK_NAME(plane_row)(
  const float *row, ptrdiff_t block_step, int32_t channels, int32_t width, float *planes,
  ptrdiff_t plane
) {
  for (int32_t c = 0; c < channels; c++) {
    const float *values = row + c / CK_BLOCK * block_step + c % CK_BLOCK;
    for (int32_t x = 0; x < width; x++) planes[c * plane + x] = values[x * CK_BLOCK];
  }
}
