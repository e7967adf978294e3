#include "CLinkKernels.h"

#include <math.h>

static size_t groups(size_t dimension) { return (dimension + 3) / 4; }

size_t clk_code_bytes(size_t count, size_t dimension) {
  size_t panels = (count + CLK_PANEL - 1) / CLK_PANEL;
  return panels * CLK_PANEL * 4 * groups(dimension);
}

// Codes lie as [panel][group of four values][row of the panel][value of the group].
float clk_encode(const float *row, size_t index, size_t dimension, uint8_t *codes, float *scales) {
  float greatest = 0;
  for (size_t x = 0; x < dimension; x++) greatest = fmaxf(greatest, fabsf(row[x]));
  float scale = greatest / 127;
  float inverse = scale > 0 ? 1 / scale : 0;
  uint8_t *panel = codes + index / CLK_PANEL * CLK_PANEL * 4 * groups(dimension);
  double squares = 0;
  for (size_t x = 0; x < 4 * groups(dimension); x++) {
    float value = x < dimension ? row[x] : 0;
    // A tiny scale has no finite inverse.
    float code = fminf(fmaxf(nearbyintf(value * inverse), -127), 127);
    if (!(code == code)) code = 0;
    double difference = (double)value - (double)scale * code;
    squares += difference * difference;
    panel[(x / 4 * CLK_PANEL + index % CLK_PANEL) * 4 + x % 4] = (uint8_t)((int)code + 128);
  }
  scales[index] = scale;
  return (float)(sqrt(squares) * (1 + 0x1p-20)) + 0x1p-30f;
}
