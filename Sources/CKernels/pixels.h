// Samples of images, bytes side by side.

// Sixteen samples as floats.
CK_INLINE block samples(const uint8_t *from) {
  typedef uint8_t bytes __attribute__((ext_vector_type(16), aligned(1)));
  return __builtin_convertvector(*(const bytes *)from, block);
}

// Products and sums are rounded one by one, as everywhere else: a scan's photos are scaled alike on
// every processor.
static void CK_NAME(sum_rows)(
  const uint8_t *rows, ptrdiff_t step, const float *weights, int32_t row_count, int32_t count,
  float *sums
) {
#pragma clang fp contract(off)
  int32_t i = 0;
  for (; i + 4 * CK_BLOCK <= count; i += 4 * CK_BLOCK) {
    block sum[4];
    CK_UNROLLED for (int j = 0; j < 4; j++)
      sum[j] = samples(rows + i + j * CK_BLOCK) * block_of(weights[0]);
    for (int32_t row = 1; row < row_count; row++) {
      const uint8_t *values = rows + row * step + i;
      CK_UNROLLED for (int j = 0; j < 4; j++) {
        const block product = samples(values + j * CK_BLOCK) * block_of(weights[row]);
        sum[j] = sum[j] + product;
      }
    }
    CK_UNROLLED for (int j = 0; j < 4; j++) store(sums + i + j * CK_BLOCK, sum[j]);
  }
  for (; i < count; i++) {
    float sum = rows[i] * weights[0];
    for (int32_t row = 1; row < row_count; row++) {
      const float product = rows[row * step + i] * weights[row];
      sum = sum + product;
    }
    sums[i] = sum;
  }
}
