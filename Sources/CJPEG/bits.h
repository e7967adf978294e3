// Bits of entropy-coded data, the most significant first (ITU-T T.81, F.2.2.5).

#pragma once
#include <stdint.h>
#include <string.h>

// Where reading stands. Small enough to live in registers while blocks are decoded.
typedef struct {
  const uint8_t *next, *end;  // bytes not yet taken in
  uint64_t window;            // the next bits, from the top
  int count;                  // how many of them there are, padding included: 0 to 63
  int padding;                // how many of the last ones are zeros that stand for missing data
} psj_bits;

// What there is at least after a refill: a look-up of a DC code and four others take 54 bits, a code and
// the number after it 31 at most, bits that are no code 17.
enum { psj_refilled_bits = 55 };

// Whether one of eight bytes is 0xFF: whether, of their complement, one is zero.
static inline int psj_has_ff(uint64_t bytes) {
  const uint64_t ones = 0x0101010101010101u;
  return ((~bytes - ones) & bytes & (ones << 7)) != 0;
}

// Takes in as many of the next eight bytes as fit, unless one of them may belong to a marker.
// Returns whether it has.
static inline int psj_take_bytes(psj_bits *bits) {
  uint64_t bytes;
  if (bits->end - bits->next < (int)sizeof bytes) return 0;
  memcpy(&bytes, bits->next, sizeof bytes);
  if (psj_has_ff(bytes)) return 0;
  // A last byte that does not fit as a whole leaves its first bits behind the counted ones, and is
  // set there again, the same, by the next refill.
  bits->window |= __builtin_bswap64(bytes) >> bits->count;
  bits->next += (63 - bits->count) >> 3;
  bits->count |= 56;
  return 1;
}

// The next bits, 1 to 63.
static inline int psj_peek(const psj_bits *bits, int count) {
  return (int)(bits->window >> (64 - count));
}

// Passes over bits, 0 to 63.
static inline void psj_drop(psj_bits *bits, int count) {
  bits->window <<= count;
  bits->count -= count;
}
