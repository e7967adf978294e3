#ifndef CLINKKERNELS_H
#define CLINKKERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Vector code that Swift cannot reach: products of signed bytes, chosen by processor at run time,
// and threads that are joined before a call returns.

// Rows are encoded in panels of this many.
#define CLK_PANEL 64

// The greatest length of a row whose products of bytes do not overflow 32 bits.
#define CLK_GREATEST_DIMENSION 16384

// Rows as bytes, for fast products.
//
// A row is its share of one direction that all rows of a store have in common, and a rest, which
// is what the bytes hold: where many rows lie about one direction, rests are short, and products
// of their bytes off by little.
typedef struct {
  uint8_t *bytes;  // clk_code_bytes of them
  float *scales;   // of the bytes, [count rounded up to CLK_PANEL], as are:
  float *heads;    // the shares of the direction
  float *lengths;  // upper bounds on the lengths of the rests
} clk_codes;

// Rows of one store and the limits of what is wanted of each.
typedef struct {
  const float *values;  // [count, dimension]
  clk_codes codes;      // as clk_encode writes them
  const float *floors;  // the least product wanted, [count]; NULL: none is, but for the other side
  size_t begin, end;    // the rows meant
} clk_side;

typedef struct {
  uint32_t row, column;
  float product;
} clk_pair;

// Whether this processor multiplies bytes fast (AVX-512 VNNI).
bool clk_has_byte_products(void);

// The bytes that the codes of `count` rows take.
size_t clk_code_bytes(size_t count, size_t dimension);

// Encodes a row of floats, no longer than 1, as row `index` of a store: rest = scale * (byte - 128),
// rounded. Needs clk_has_byte_products().
//
//   direction   of unit length or zero, [dimension]
//
// Returns an upper bound on the length of the difference over that of the rest.
float clk_encode(const float *row, size_t index, size_t dimension, const float *direction,
                 clk_codes codes);

// Finds the pairs of a row and a column whose product reaches the lower of their floors.
//
// Products of bytes propose pairs, products of floats decide. Needs clk_has_byte_products(). Both
// sides must be encoded with the same direction.
//
//   columns.begin   a multiple of CLK_PANEL
//   error           the greatest that clk_encode returned for any row of either side
//   above_diagonal  only pairs with column > row
//   pairs           room for all rows times all columns
//
// Returns the number of pairs.
size_t clk_pairs(clk_side rows, clk_side columns, size_t dimension, float error,
                 bool above_diagonal, clk_pair *pairs);

// Calls body(context, worker, index) for each index below count, on `workers` threads of which the
// caller's is one, and returns when all calls have.
void clk_parallel(size_t count, size_t workers,
                  void (*body)(void *context, size_t worker, size_t index), void *context);

#endif
