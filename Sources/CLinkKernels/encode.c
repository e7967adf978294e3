#include "CLinkKernels.h"

#include <math.h>

#if defined(__x86_64__)
#define WIDE __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl")))
#else
#define WIDE
#endif

enum { lanes = 16 };

static size_t groups(size_t dimension) { return (dimension + 3) / 4; }

size_t clk_code_bytes(size_t count, size_t dimension) {
  size_t panels = (count + CLK_PANEL - 1) / CLK_PANEL;
  return panels * CLK_PANEL * 4 * groups(dimension);
}

static float total(const float *sums) {
  float total = 0;
  for (size_t l = 0; l < lanes; l++) total += sums[l];
  return total;
}

// Takes the direction out of a row; returns its share. `rest` is padded with zeros.
//
// The share is summed as double: what it is off by stays in the rest, where products miss it.
WIDE static float split(const float *row, const float *direction, size_t dimension, size_t padded,
                        float *rest) {
  double sums[lanes] = {0}, share = 0;
  size_t x = 0;
  for (; x + lanes <= dimension; x += lanes)
    for (size_t l = 0; l < lanes; l++) sums[l] += (double)row[x + l] * direction[x + l];
  for (; x < dimension; x++) sums[x % lanes] += (double)row[x] * direction[x];
  for (size_t l = 0; l < lanes; l++) share += sums[l];
  float head = (float)share;
  for (x = 0; x < dimension; x++) rest[x] = row[x] - head * direction[x];
  for (; x < padded; x++) rest[x] = 0;
  return head;
}

static float greatest_of(const float *rest, size_t padded) {
  float greatest[lanes] = {0};
  for (size_t x = 0; x < padded; x += lanes) {
    for (size_t l = 0; l < lanes; l++) {
      float value = fabsf(rest[x + l]);
      greatest[l] = value > greatest[l] ? value : greatest[l];
    }
  }
  float result = 0;
  for (size_t l = 0; l < lanes; l++) result = greatest[l] > result ? greatest[l] : result;
  return result;
}

// Codes lie as [panel][group of four values][row of the panel][value of the group].
WIDE float clk_encode(const float *row, size_t index, size_t dimension, const float *direction,
                      clk_codes codes) {
  float rest[CLK_GREATEST_DIMENSION];
  uint8_t bytes[CLK_GREATEST_DIMENSION];
  size_t padded = (dimension + lanes - 1) / lanes * lanes;
  codes.heads[index] = split(row, direction, dimension, padded, rest);
  float greatest = greatest_of(rest, padded);
  float scale = greatest / 127;
  // A tiny scale has no finite inverse.
  float inverse = scale > 0x1p-100f ? 1 / scale : 0;
  float squares[lanes] = {0}, errors[lanes] = {0};
  for (size_t x = 0; x < padded; x += lanes) {
    for (size_t l = 0; l < lanes; l++) {
      float value = rest[x + l];
      float code = rintf(value * inverse);
      code = code < -127 ? -127 : code > 127 ? 127 : code;
      float difference = value - scale * code;
      squares[l] += value * value;
      errors[l] += difference * difference;
      bytes[x + l] = (uint8_t)((int)code + 128);
    }
  }
  uint8_t *panel = codes.bytes + index / CLK_PANEL * CLK_PANEL * 4 * groups(dimension);
  for (size_t g = 0; g < groups(dimension); g++) {
    for (size_t x = 0; x < 4; x++)
      panel[(g * CLK_PANEL + index % CLK_PANEL) * 4 + x] = bytes[4 * g + x];
  }
  codes.scales[index] = scale;
  // Sums of floats are off by far less than this share; sums of the tiniest vanish.
  float length = sqrtf(total(squares)) * (1 + 0x1p-10f) + 0x1p-40f;
  codes.lengths[index] = length;
  return sqrtf(total(errors)) * (1 + 0x1p-10f) / length + 0x1p-20f;
}
