// Decodes the Huffman codes of blocks (ITU-T T.81, F.2.2).

#pragma once
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <jpeglib.h>

#include <jerror.h>

#include "bits.h"
#include "codes.h"

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

// Refills byte by byte up to a marker, then with zeros.
__attribute__((noinline)) static psj_bits refill_slowly(j_decompress_ptr jpeg, psj_bits bits) {
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
  return bits;
}

static inline void refill(j_decompress_ptr jpeg, psj_bits *bits) {
  if (bits->count >= psj_refilled_bits) return;
  if (jpeg->unread_marker || !psj_take_bytes(bits)) *bits = refill_slowly(jpeg, *bits);
}

// --- Blocks --------------------------------------------------------------------------------------

typedef struct {
  psj_bits bits;
  int value, step;
} decoded_number;

static inline int take_number(psj_bits *bits, int size) {
  if (size == 0) return 0;
  int value = psj_extend(psj_peek(bits, size), size);
  psj_drop(bits, size);
  return value;
}

// Decodes a symbol, whose code is longer than a look-up sees, and its number.
__attribute__((noinline)) static decoded_number decode_rare(
    j_decompress_ptr jpeg, psj_bits bits, const psj_codes *codes, int is_dc) {
  psj_symbol symbol = psj_find_symbol(codes, psj_peek(&bits, 16), is_dc);
  if (symbol.length > 16) WARNMS(jpeg, JWRN_HUFF_BAD_CODE);
  psj_drop(&bits, symbol.length);
  int value = take_number(&bits, symbol.size);
  return (decoded_number){bits, value, symbol.step};
}

// Decodes one symbol whose number is longer than the look-up `seen` could see.
static inline int decode_long(
    j_decompress_ptr jpeg, psj_bits *bits, const psj_codes *codes, psj_seen seen, int is_dc,
    int *step) {
  if (seen.first_bits) {
    psj_drop(bits, seen.first_bits);
    *step = seen.first_step;
    return take_number(bits, seen.second);
  }
  decoded_number number = decode_rare(jpeg, *bits, codes, is_dc);
  *bits = number.bits;
  *step = number.step;
  return number.value;
}

static inline int decode_dc(j_decompress_ptr jpeg, psj_bits *bits, const psj_codes *codes) {
  refill(jpeg, bits);
  psj_seen seen = codes->seen[psj_peek(bits, psj_seen_dc_bits)];
  int step;
  if (!seen.bits) return decode_long(jpeg, bits, codes, seen, 1, &step);
  psj_drop(bits, seen.bits);
  return seen.first;
}

// Decodes the other 63 coefficients of a block, which are 0 before; without a block it passes over
// them.
static inline void decode_ac(
    j_decompress_ptr jpeg, psj_bits *bits, const psj_codes *codes, JCOEF *block) {
  int next = 1;
  do {
    refill(jpeg, bits);
    psj_seen seen = codes->seen[psj_peek(bits, psj_seen_bits)];
    if (__builtin_expect(!seen.bits, 0)) {
      int step, value = decode_long(jpeg, bits, codes, seen, 0, &step);
      next += step;
      if (block) block[zigzag[next - 1]] = (JCOEF)value;
      continue;
    }
    next += seen.first_step;
    if (block) block[zigzag[next - 1]] = seen.first;
    if (next >= DCTSIZE2) {
      psj_drop(bits, seen.first_bits);
      break;
    }
    next += seen.second_step;
    if (block) block[zigzag[next - 1]] = seen.second;
    psj_drop(bits, seen.bits);
  } while (next < DCTSIZE2);
}
