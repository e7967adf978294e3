// Winograd's convolution F(4x4, 3x3) (Lavin and Gray, "Fast Algorithms for Convolutional Neural
// Networks", 2016), with their matrices: 6x6 pixels are transformed, multiplied channel by channel
// as 36 matrix products, and transformed back to 4x4.

// One dimension of Bᵀd: six values, `s` vectors apart.
CK_INLINE void CK_NAME(input_transform)(const block *d, int s, block *t, int u) {
  const block four = block_of(4), five = block_of(5), two = block_of(2);
  const block d0 = d[0], d1 = d[s], d2 = d[2 * s], d3 = d[3 * s], d4 = d[4 * s], d5 = d[5 * s];
  const block even = d4 - four * d2, odd = d3 - four * d1;
  const block even2 = d4 - d2, odd2 = two * (d3 - d1);
  t[0] = four * d0 - five * d2 + d4;
  t[u] = even + odd;
  t[2 * u] = even - odd;
  t[3 * u] = even2 + odd2;
  t[4 * u] = even2 - odd2;
  t[5 * u] = four * d1 - five * d3 + d5;
}

// One dimension of Aᵀm: six values to four.
CK_INLINE void CK_NAME(output_transform)(const block *m, int s, block *t, int u) {
  const block sum = m[s] + m[2 * s], difference = m[s] - m[2 * s];
  const block sum2 = m[3 * s] + m[4 * s], difference2 = m[3 * s] - m[4 * s];
  t[0] = m[0] + sum + sum2;
  t[u] = difference + block_of(2) * difference2;
  t[2 * u] = sum + block_of(4) * sum2;
  t[3 * u] = difference + block_of(8) * difference2 + m[5 * s];
}

// The 6x6 pixels of a tile, zeros outside the image.
CK_INLINE void CK_NAME(load_window)(
  const ck_tiling *g, const float *image, int32_t index, int32_t y0, int32_t x0, block *d
) {
  const ptrdiff_t row_step = (ptrdiff_t)g->blocks * g->width * CK_BLOCK;
  const float *corner = image + (ptrdiff_t)index * g->width * CK_BLOCK + y0 * row_step
    + (ptrdiff_t)x0 * CK_BLOCK;
  if (y0 >= 0 && x0 >= 0 && y0 + 6 <= g->height && x0 + 6 <= g->width) {
    for (int y = 0; y < 6; y++)
      CK_UNROLLED for (int x = 0; x < 6; x++)
        d[y * 6 + x] = load(corner + y * row_step + x * CK_BLOCK);
    return;
  }
  for (int y = 0; y < 6; y++) {
    const int inside = y0 + y >= 0 && y0 + y < g->height;
    for (int x = 0; x < 6; x++)
      d[y * 6 + x] = inside && x0 + x >= 0 && x0 + x < g->width
        ? load(corner + y * row_step + x * CK_BLOCK) : block_of(0);
  }
}

static void CK_NAME(transform_input)(
  const ck_tiling *g, const float *image, int32_t first, int32_t count, int32_t slot,
  int32_t tile_step, float *output
) {
  const ptrdiff_t block_step = (ptrdiff_t)tile_step * CK_BLOCK;
  const ptrdiff_t matrix_step = g->blocks * block_step;
  for (int32_t i = 0; i < count; i++) {
    const int32_t y0 = (first + i) / g->columns * 4 - g->above;
    const int32_t x0 = (first + i) % g->columns * 4 - g->left;
    for (int32_t index = 0; index < g->blocks; index++) {
      block d[36], t[36], u[6];
      CK_NAME(load_window)(g, image, index, y0, x0, d);
      for (int x = 0; x < 6; x++) CK_NAME(input_transform)(d + x, 6, t + x, 6);
      float *target = output + index * block_step + (slot + i) * CK_BLOCK;
      for (int y = 0; y < 6; y++) {
        CK_NAME(input_transform)(t + y * 6, 1, u, 1);
        CK_UNROLLED for (int x = 0; x < 6; x++) store(target + (y * 6 + x) * matrix_step, u[x]);
      }
    }
  }
}

// Finishes and stores the pixels of a tile that lie in the image.
CK_INLINE void CK_NAME(store_tile)(
  const ck_tiling *g, const block *pixels, int32_t y0, int32_t x0, int32_t index,
  const ck_epilogue *epilogue, const float *residual, float *image
) {
  const ptrdiff_t row_step = (ptrdiff_t)g->blocks * g->width * CK_BLOCK;
  const ptrdiff_t start = (ptrdiff_t)index * g->width * CK_BLOCK;
  const finishing f = finishing_of(epilogue, index);
  const block bias = bias_of(epilogue, index);
  for (int y = 0; y < 4 && y0 + y < g->height; y++) {
    for (int x = 0; x < 4 && x0 + x < g->width; x++) {
      const ptrdiff_t place = start + (y0 + y) * row_step + (x0 + x) * CK_BLOCK;
      block value = pixels[y * 4 + x] + bias;
      if (residual) value += load(residual + place);
      store(image + place, f.has_slopes ? finish(f, 1, value) : finish(f, 0, value));
    }
  }
}

static void CK_NAME(transform_output)(
  const ck_tiling *g, const float *input, int32_t first, int32_t count, int32_t slot,
  int32_t tile_step, const ck_epilogue *epilogue, const float *residual, float *image
) {
  const ptrdiff_t block_step = (ptrdiff_t)tile_step * CK_BLOCK;
  const ptrdiff_t matrix_step = g->blocks * block_step;
  for (int32_t i = 0; i < count; i++) {
    const int32_t y0 = (first + i) / g->columns * 4, x0 = (first + i) % g->columns * 4;
    for (int32_t index = 0; index < g->blocks; index++) {
      const float *source = input + index * block_step + (slot + i) * CK_BLOCK;
      block m[6], t[24], pixels[16];
      for (int x = 0; x < 6; x++) {
        CK_UNROLLED for (int y = 0; y < 6; y++) m[y] = load(source + (y * 6 + x) * matrix_step);
        CK_NAME(output_transform)(m, 1, t + x, 6);
      }
      for (int y = 0; y < 4; y++) CK_NAME(output_transform)(t + y * 6, 1, pixels + y * 4, 1);
      CK_NAME(store_tile)(g, pixels, y0, x0, index, epilogue, residual, image);
    }
  }
}

// One dimension of G g: three taps to six values, `s` and `u` vectors apart.
CK_INLINE void CK_NAME(weight_transform)(const block *g, int s, block *t, int u) {
  const block a = g[0], b = g[s], c = g[2 * s];
  const block sixth = b * block_of(1.0f / 6), twelfth = b * block_of(1.0f / 12);
  const block ends = (a + c) * block_of(-1.0f / 6);
  const block wide = a * block_of(1.0f / 24) + c * block_of(1.0f / 6);
  t[0] = a * block_of(1.0f / 4);
  t[u] = ends - sixth;
  t[2 * u] = ends + sixth;
  t[3 * u] = wide + twelfth;
  t[4 * u] = wide - twelfth;
  t[5 * u] = c;
}

static void CK_NAME(transform_weights)(
  const float *weights, int32_t filters, int32_t channels, float *output, ptrdiff_t channel_step,
  ptrdiff_t matrix_step
) {
  for (int32_t channel = 0; channel < channels; channel++) {
    block g[9], t[18], u[6];
    for (int tap = 0; tap < 9; tap++) g[tap] = block_of(0);
    for (int32_t lane = 0; lane < filters; lane++) {
      const float *taps = weights + ((ptrdiff_t)lane * channels + channel) * 9;
      for (int tap = 0; tap < 9; tap++) ((float *)(g + tap))[lane] = taps[tap];
    }
    for (int x = 0; x < 3; x++) CK_NAME(weight_transform)(g + x, 3, t + x, 3);
    for (int y = 0; y < 6; y++) {
      CK_NAME(weight_transform)(t + y * 3, 1, u, 1);
      CK_UNROLLED for (int x = 0; x < 6; x++) store(output + (y * 6 + x) * matrix_step, u[x]);
    }
    output += channel_step;
  }
}
