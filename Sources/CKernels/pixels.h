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
    // Rows are longer than the page in which a processor foresees what will be read.
    for (int32_t row = 0; row < row_count; row++)
      __builtin_prefetch(rows + (row_count + row) * step + i, 0, 2);
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

typedef float pixel __attribute__((ext_vector_type(4), aligned(4)));
typedef float two_pixels __attribute__((ext_vector_type(8)));
typedef uint8_t sixteen_bytes __attribute__((ext_vector_type(16), aligned(1)));
typedef int32_t numbers __attribute__((ext_vector_type(16)));

// Four pixels, each with what follows it in a fourth lane.
CK_INLINE block four_pixels(const float *colors, const int32_t *offsets) {
  const two_pixels a = __builtin_shufflevector(
    *(const pixel *)(colors + offsets[0]), *(const pixel *)(colors + offsets[1]),
    0, 1, 2, 3, 4, 5, 6, 7);
  const two_pixels b = __builtin_shufflevector(
    *(const pixel *)(colors + offsets[2]), *(const pixel *)(colors + offsets[3]),
    0, 1, 2, 3, 4, 5, 6, 7);
  return __builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
}

// A number of each of four pixels, for all their lanes.
CK_INLINE block four_times(const float *numbers) {
  const pixel four = *(const pixel *)numbers;
  return __builtin_shufflevector(four, four, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3);
}

// Numbers of 0 to 255 rounded, halves upwards. In a float between 2^23 and 2^24 the last bit counts
// as one, so adding 2^23 rounds. The multiplication that stands for a division may have made a half
// smaller, by less than 2^-14.
CK_INLINE sixteen_bytes rounded(block values) {
#pragma clang fp contract(off)
  const block shifted = (values + block_of(0x1p-14f)) + block_of(0x1p23f);
  numbers bits;
  memcpy(&bits, &shifted, sizeof bits);
  return __builtin_convertvector(bits & (numbers)(255), sixteen_bytes);
}

// The means of four pixels, side by side in twelve bytes.
CK_INLINE sixteen_bytes means_of(const ck_averages *averages, const float *sums, int32_t first) {
#pragma clang fp contract(off)
  const int32_t *offsets = averages->offsets + first;
  const float *weights = averages->weights + first;
  const ptrdiff_t step = (averages->count + 3) / 4 * 4;
  block total = four_pixels(sums, offsets) * four_times(weights);
  for (int32_t tap = 1; tap < averages->tap_count; tap++) {
    const block product = four_pixels(sums + 3 * tap, offsets) * four_times(weights + tap * step);
    total = total + product;
  }
  const sixteen_bytes bytes = rounded(total * block_of(averages->factor));
  return __builtin_shufflevector(
    bytes, bytes, 0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 15, 15, 15, 15);
}

static void CK_NAME(average_row)(const ck_averages *averages, const float *sums, uint8_t *colors) {
  int32_t i = 0;
  for (; i + 4 <= averages->count; i += 4) {
    const sixteen_bytes means = means_of(averages, sums, i);
    memcpy(colors + 3 * i, &means, 12);
  }
  if (i == averages->count) return;
  const sixteen_bytes means = means_of(averages, sums, i);
  memcpy(colors + 3 * i, &means, (size_t)(averages->count - i) * 3);
}

// One sample of each of sixteen pixels, of which every four begin a lane of sixteen bytes.
#define CK_SAMPLES(bytes, c) \
  __builtin_shufflevector( \
    bytes, (sixty_four_bytes)(0), \
    c, 64, 64, 64, c + 3, 64, 64, 64, c + 6, 64, 64, 64, c + 9, 64, 64, 64, \
    c + 16, 64, 64, 64, c + 19, 64, 64, 64, c + 22, 64, 64, 64, c + 25, 64, 64, 64, \
    c + 32, 64, 64, 64, c + 35, 64, 64, 64, c + 38, 64, 64, 64, c + 41, 64, 64, 64, \
    c + 48, 64, 64, 64, c + 51, 64, 64, 64, c + 54, 64, 64, 64, c + 57, 64, 64, 64)

typedef uint8_t sixty_four_bytes __attribute__((ext_vector_type(64)));

// Each four bytes as a number, the lowest first.
CK_INLINE block floats_of(sixty_four_bytes samples) {
  numbers values;
  memcpy(&values, &samples, sizeof values);
  return __builtin_convertvector(values, block);
}

static void CK_NAME(split_row)(
  const uint8_t *colors, int32_t count, const ck_planes *planes, ptrdiff_t place
) {
#pragma clang fp contract(off)
  int32_t i = 0;
  // Four bytes after the sixteen pixels are read with them.
  for (; i + CK_BLOCK + 2 <= count; i += CK_BLOCK) {
    sixty_four_bytes bytes;
    CK_UNROLLED for (int j = 0; j < 4; j++)
      memcpy((uint8_t *)&bytes + 16 * j, colors + 3 * i + 12 * j, 16);
    const block samples[3] = {
      floats_of(CK_SAMPLES(bytes, 0)), floats_of(CK_SAMPLES(bytes, 1)),
      floats_of(CK_SAMPLES(bytes, 2))};
    CK_UNROLLED for (int c = 0; c < 3; c++) {
      const block product = samples[c] * block_of(planes->factors[c]);
      store(planes->starts[c] + place + i, product + block_of(planes->offsets[c]));
    }
  }
  for (; i < count; i++) {
    for (int c = 0; c < 3; c++) {
      const float product = colors[3 * i + c] * planes->factors[c];
      planes->starts[c][place + i] = product + planes->offsets[c];
    }
  }
}

// Words of two pixels and a little more.
typedef uint64_t words __attribute__((ext_vector_type(16)));

CK_INLINE words load_words(const uint8_t *from, numbers offsets) {
  words result;
  CK_UNROLLED for (int i = 0; i < CK_BLOCK; i++) {
    uint64_t word;
    memcpy(&word, from + offsets[i], sizeof word);
    result[i] = word;
  }
  return result;
}

// One sample, `shift` bits up, of each word.
CK_INLINE block sample_of(words w, int shift) {
  const words sample = w >> (words)((uint64_t)shift) & (words)(255);
  return __builtin_convertvector(__builtin_convertvector(sample, numbers), block);
}

// Between two pixels of a row.
CK_INLINE block along(words pixels, int channel, block share) {
#pragma clang fp contract(off)
  const block left = sample_of(pixels, 8 * channel), right = sample_of(pixels, 24 + 8 * channel);
  const block rise = (right - left) * share;
  return left + rise;
}

// Adds colours between four pixels to sums.
CK_INLINE void add_colors(const ck_sampling *from, block x, block y, block sums[3]) {
#pragma clang fp contract(off)
  const numbers left = __builtin_convertvector(x, numbers);
  const numbers top = __builtin_convertvector(y, numbers);
  const block across = x - __builtin_convertvector(left, block);
  const block down = y - __builtin_convertvector(top, block);
  const numbers offsets = (top * (numbers)(from->width) + left) * (numbers)(3);
  const words upper = load_words(from->image, offsets);
  const words lower = load_words(from->image + 3 * (ptrdiff_t)from->width, offsets);
  CK_UNROLLED for (int channel = 0; channel < 3; channel++) {
    const block above = along(upper, channel, across), below = along(lower, channel, across);
    const block rise = (below - above) * down;
    sums[channel] = sums[channel] + (above + rise);
  }
}

// Rounded one by one, as above.
static void CK_NAME(sample_row)(
  const ck_sampling *from, int32_t column, int32_t row, int32_t count, uint8_t *colors
) {
#pragma clang fp contract(off)
  static const block steps = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  for (int32_t i = 0; i < count; i += CK_BLOCK) {
    // What is over repeats the last pixel.
    const block columns = smaller(steps + block_of(i), block_of(count - 1)) + block_of(column);
    block sums[3] = {block_of(0), block_of(0), block_of(0)};
    for (int32_t down = 0; down < from->place_count; down++) {
      const block y = block_of((float)row + from->places[down]);
      for (int32_t right = 0; right < from->place_count; right++) {
        const block x = columns + block_of(from->places[right]);
        const block source_x = block_of(from->a) * x + block_of(from->c) * y + block_of(from->x);
        const block source_y = block_of(from->b) * x + block_of(from->d) * y + block_of(from->y);
        add_colors(from, source_x, source_y, sums);
      }
    }
    numbers means[3];
    CK_UNROLLED for (int channel = 0; channel < 3; channel++) {
      const block mean = sums[channel] * block_of(from->share) + block_of(0.5f);
      means[channel] = __builtin_convertvector(mean, numbers);
    }
    const int32_t pixels = count - i < CK_BLOCK ? count - i : CK_BLOCK;
    for (int32_t j = 0; j < pixels; j++) {
      CK_UNROLLED for (int channel = 0; channel < 3; channel++)
        colors[3 * (i + j) + channel] = (uint8_t)means[channel][j];
    }
  }
}
