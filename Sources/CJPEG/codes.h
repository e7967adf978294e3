// The Huffman codes of one table of a JPEG, laid out for decoding.

#pragma once
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <jpeglib.h>

// Bits that one look-up sees. With one less a photo takes longer, as there are more look-ups; with one
// more four of them would take more bits than a refill gives, and tables would not fit into the fastest
// cache.
enum { psj_seen_bits = 11 };

// Bits that a look-up of a DC code sees: with as many, their tables would take the cache from the others.
enum { psj_seen_dc_bits = 10 };

// A step that leads further past the end of a block than any number: those of damaged data end at 79.
enum { psj_end_of_block = 80 };

// What the next bits begin with: two symbols and the numbers after them, where both are seen whole.
typedef struct {
  uint8_t bits;           // of all that is seen whole; 0 if not even one number is
  uint8_t first_bits;     // of the first symbol and its number; if that is not seen, of the code;
                          // 0 if not even that is
  uint8_t first_step;     // coefficients that the first symbol stands for, or psj_end_of_block
  uint8_t second_step;    // the same of the second one; 0 if there is none
  int16_t first, second;  // the numbers; of a single symbol twice the same; of a number that is not
                          // seen, the second is its size in bits
} psj_seen;

typedef struct {
  psj_seen seen[1 << psj_seen_bits];
  int32_t ends[18];     // one past the last code of each length, aligned to 16 bits
  int32_t offsets[17];  // what added to a code of some length gives its symbol's place
  uint8_t symbols[256];
} psj_codes;

typedef struct {
  int length;  // 1 to 16; 17 for bits that are no code
  int size;    // bits of the number after it
  int step;    // coefficients that it stands for, zeros and the number, or psj_end_of_block
} psj_symbol;

// Lays out a table that libjpeg has found sound.
void psj_make_codes(psj_codes *codes, const JHUFF_TBL *table, int is_dc);

// The symbol at the beginning of 16 bits. What is no code counts as 0, as libjpeg has it.
psj_symbol psj_find_symbol(const psj_codes *codes, int bits, int is_dc);

// The number that `size` bits stand for, 0 to 15 of them (ITU-T T.81, F.2.2.1, EXTEND).
static inline int psj_extend(int bits, int size) {
  return size && bits < 1 << (size - 1) ? bits - (1 << size) + 1 : bits;
}
