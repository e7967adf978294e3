// Rows of pixels, [*][3] bytes, that become columns.

typedef uint32_t four_words __attribute__((ext_vector_type(4)));

// Four pixels of a row, one a word. Four bytes after them are read with them.
CK_INLINE four_words words_of_pixels(const uint8_t *colors) {
  const sixteen_bytes bytes = *(const sixteen_bytes *)colors;
  const sixteen_bytes spread = __builtin_shufflevector(
    bytes, (sixteen_bytes)(0), 0, 1, 2, 16, 3, 4, 5, 16, 6, 7, 8, 16, 9, 10, 11, 16);
  four_words words;
  memcpy(&words, &spread, sizeof words);
  return words;
}

CK_INLINE void put_pixels(uint8_t *colors, four_words words) {
  sixteen_bytes bytes;
  memcpy(&bytes, &words, sizeof bytes);
  const sixteen_bytes dense = __builtin_shufflevector(
    bytes, bytes, 0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 15, 15, 15, 15);
  memcpy(colors, &dense, 12);
}

// Four columns of four rows.
CK_INLINE void turn_four(
  const uint8_t *rows, ptrdiff_t step, uint8_t *columns, ptrdiff_t column_step
) {
  const four_words a = words_of_pixels(rows), b = words_of_pixels(rows + step),
                   c = words_of_pixels(rows + 2 * step), d = words_of_pixels(rows + 3 * step);
  const four_words left_ab = __builtin_shufflevector(a, b, 0, 4, 1, 5),
                   left_cd = __builtin_shufflevector(c, d, 0, 4, 1, 5),
                   right_ab = __builtin_shufflevector(a, b, 2, 6, 3, 7),
                   right_cd = __builtin_shufflevector(c, d, 2, 6, 3, 7);
  put_pixels(columns, __builtin_shufflevector(left_ab, left_cd, 0, 1, 4, 5));
  put_pixels(columns + column_step, __builtin_shufflevector(left_ab, left_cd, 2, 3, 6, 7));
  put_pixels(columns + 2 * column_step, __builtin_shufflevector(right_ab, right_cd, 0, 1, 4, 5));
  put_pixels(columns + 3 * column_step, __builtin_shufflevector(right_ab, right_cd, 2, 3, 6, 7));
}

// Four columns of all rows, and so on: given some dozens of rows, a cache line of each stays until all of
// its pixels are read.
static void CK_NAME(turn_rows)(
  const uint8_t *rows, ptrdiff_t step, int32_t row_count, int32_t count, uint8_t *columns,
  ptrdiff_t column_step
) {
  const int32_t turned_rows = row_count / 4 * 4;
  int32_t x = 0;
  // Some of the two pixels after the four are read with them.
  for (; x + 6 <= count; x += 4) {
    for (int32_t y = 0; y < turned_rows; y += 4)
      turn_four(rows + y * step + 3 * x, step, columns + x * column_step + 3 * y, column_step);
  }
  for (int32_t column = 0; column < count; column++) {
    for (int32_t y = column < x ? turned_rows : 0; y < row_count; y++)
      memcpy(columns + column * column_step + 3 * y, rows + y * step + 3 * column, 3);
  }
}

// Five pixels at a time, in fifteen bytes.
static void CK_NAME(reverse_row)(const uint8_t *row, int32_t count, uint8_t *reversed) {
  int32_t x = 0;
  // A byte of the pixel after the five is read with them.
  for (; x + 6 <= count; x += 5) {
    const sixteen_bytes bytes = *(const sixteen_bytes *)(row + 3 * x);
    const sixteen_bytes turned = __builtin_shufflevector(
      bytes, bytes, 12, 13, 14, 9, 10, 11, 6, 7, 8, 3, 4, 5, 0, 1, 2, 15);
    memcpy(reversed + 3 * (count - 5 - x), &turned, 15);
  }
  for (; x < count; x++) memcpy(reversed + 3 * (count - 1 - x), row + 3 * x, 3);
}
