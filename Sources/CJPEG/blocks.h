// Decodes the Huffman codes of blocks (ITU-T T.81, F.2.2).

#pragma once
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <jpeglib.h>

#include <jerror.h>

#include "bits.h"
#include "codes.h"

// Functions that are one with the loop that calls them.
#define CJPEG_INLINE static inline __attribute__((always_inline))

// Where each coefficient of the zigzag lies in a block. A block ends with a step beyond it, of
// psj_end_of_block at most, and damaged data may step there with a number; that goes to the last
// place, as libjpeg has it.
static const uint8_t zigzag[DCTSIZE2 + psj_end_of_block] = {
    0,  1,  8,  16, 9,  2,  3,  10, 17, 24, 32, 25, 18, 11, 4,  5,   //
    12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6,  7,  14, 21, 28,  //
    35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51,  //
    58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,  //
    63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63,  //
    63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63,  //
    63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63,  //
    63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63,  //
    63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63,
};

// --- Bytes ---------------------------------------------------------------------------------------

static void show_place(j_decompress_ptr jpeg, const psj_bits *bits) {
  jpeg->src->next_input_byte = bits->next;
  jpeg->src->bytes_in_buffer = (size_t)(bits->end - bits->next);
}

static void take_place(j_decompress_ptr jpeg, psj_bits *bits) {
  bits->next = jpeg->src->next_input_byte;
  bits->end = bits->next + jpeg->src->bytes_in_buffer;
}

// Takes a byte of 255 with what follows it, and tells whether it stands for itself. Otherwise a marker
// has come, or the end of the file, which counts as one.
static int take_marker(j_decompress_ptr jpeg, psj_bits *bits) {
  while (bits->next < bits->end && *bits->next == 0xFF) bits->next++;
  jpeg->unread_marker = bits->next < bits->end ? *bits->next++ : JPEG_EOI;
  return jpeg->unread_marker == 0;
}

// What decodes blocks. Its own bits stay in registers, so functions that are called, for what is rare,
// work on those that are kept in memory.
typedef struct {
  j_decompress_ptr jpeg;
  psj_bits bits, *kept;
} block_reader;

// Refills byte by byte up to a marker, then with zeros.
__attribute__((noinline)) static void refill_slowly(j_decompress_ptr jpeg, psj_bits *kept) {
  psj_bits bits = *kept;
  while (bits.count < 56 && !jpeg->unread_marker) {
    uint64_t byte = bits.next < bits.end ? *bits.next : 0xFF;
    if (byte != 0xFF) {
      bits.next++;
    } else if (!take_marker(jpeg, &bits)) {
      break;
    }
    bits.window |= byte << (56 - bits.count);
    bits.count += 8;
  }
  if (bits.count < psj_refilled_bits) {
    bits.padding += psj_refilled_bits - bits.count;
    bits.count = psj_refilled_bits;
  }
  *kept = bits;
}

// Refills whether it is needed or not: nothing foresees where it would be.
CJPEG_INLINE void refill(block_reader *reader) {
  if (!reader->jpeg->unread_marker && psj_take_bytes(&reader->bits)) return;
  *reader->kept = reader->bits;
  refill_slowly(reader->jpeg, reader->kept);
  reader->bits = *reader->kept;
}

// --- Symbols -------------------------------------------------------------------------------------

typedef struct {
  int value, step;
} decoded_number;

// Takes a number of 1 to 15 bits.
CJPEG_INLINE int take_number(psj_bits *bits, int size) {
  int value = psj_extend(psj_peek(bits, size), size);
  psj_drop(bits, size);
  return value;
}

// Decodes a symbol and its number, however long they are. There are bits for four look-ups afterwards.
__attribute__((noinline)) static decoded_number decode_long(
    j_decompress_ptr jpeg, psj_bits *kept, const psj_codes *codes, int is_dc) {
  block_reader reader = {jpeg, *kept, kept};
  refill(&reader);
  psj_seen seen = codes->seen[psj_peek(&reader.bits, is_dc ? psj_seen_dc_bits : psj_seen_bits)];
  psj_symbol symbol = {seen.first_bits, seen.second, seen.first_step};
  if (!seen.first_bits) symbol = psj_find_symbol(codes, psj_peek(&reader.bits, 16), is_dc);
  if (symbol.length > 16) WARNMS(jpeg, JWRN_HUFF_BAD_CODE);
  psj_drop(&reader.bits, symbol.length);
  int value = symbol.size ? take_number(&reader.bits, symbol.size) : 0;
  refill(&reader);
  *kept = reader.bits;
  return (decoded_number){value, symbol.step};
}

CJPEG_INLINE decoded_number take_long(block_reader *reader, const psj_codes *codes, int is_dc) {
  *reader->kept = reader->bits;
  decoded_number number = decode_long(reader->jpeg, reader->kept, codes, is_dc);
  reader->bits = *reader->kept;
  return number;
}

// --- Blocks --------------------------------------------------------------------------------------

_Static_assert(
    psj_seen_dc_bits + 4 * psj_seen_bits <= psj_refilled_bits,
    "one refill serves a look-up of a DC code and four others");

// Decodes the difference of the first coefficient. There are bits for four look-ups afterwards.
CJPEG_INLINE int decode_dc(block_reader *reader, const psj_codes *codes) {
  refill(reader);
  psj_seen seen = codes->seen[psj_peek(&reader->bits, psj_seen_dc_bits)];
  if (__builtin_expect(!seen.bits, 0)) return take_long(reader, codes, 1).value;
  psj_drop(&reader->bits, seen.bits);
  return seen.first;
}

// Takes what one look-up has seen whole after `next` coefficients of the block, and returns how many
// there are then.
CJPEG_INLINE size_t take_seen(
    block_reader *reader, const psj_seen *seen, JCOEF *block, size_t next) {
  // All at once: the compiler cannot know that no coefficient is part of it.
  const int bits = seen->bits;
  const size_t first_step = seen->first_step, second_step = seen->second_step;
  const JCOEF first = seen->first, second = seen->second;
  next += first_step;
  if (block) block[zigzag[next - 1]] = first;
  // A number in the block's last place, where a second symbol is the next block's.
  if (__builtin_expect(next >= DCTSIZE2 && next <= psj_end_of_block, 0)) {
    psj_drop(&reader->bits, seen->first_bits);
    return next;
  }
  next += second_step;
  if (block) block[zigzag[next - 1]] = second;
  psj_drop(&reader->bits, bits);
  return next;
}

// Decodes the other 63 coefficients of a block, which are 0 before; without a block it passes over
// them. There are bits for four look-ups before, and four are one loop: where the block ends is
// foreseen better so.
CJPEG_INLINE void decode_ac(block_reader *reader, const psj_codes *codes, JCOEF *block) {
  size_t next = 1;
  for (;;) {
    const psj_seen *seen = NULL;
    int i = 0;
#pragma clang loop unroll(full)
    for (; i < 4; i++) {
      seen = &codes->seen[psj_peek(&reader->bits, psj_seen_bits)];
      if (__builtin_expect(!seen->bits, 0)) break;
      next = take_seen(reader, seen, block, next);
      if (next >= DCTSIZE2) return;
    }
    refill(reader);
    if (i == 4) continue;
    // A number that is longer than the look-up could see, or a code that is.
    int value;
    if (seen->first_bits) {
      psj_drop(&reader->bits, seen->first_bits);
      value = take_number(&reader->bits, seen->second);
      next += seen->first_step;
    } else {
      decoded_number number = take_long(reader, codes, 0);
      value = number.value;
      next += (size_t)number.step;
    }
    if (block) block[zigzag[next - 1]] = (JCOEF)value;
    if (next >= DCTSIZE2) return;
    refill(reader);
  }
}
