#include "codes.h"

#include <string.h>

// Gives codes to symbols by the number of codes of each length (ITU-T T.81, C.2 and F.2.2.3).
static void number_codes(psj_codes *codes, const JHUFF_TBL *table) {
  int code = 0, place = 0;
  codes->ends[0] = 0;
  for (int length = 1; length <= 16; length++) {
    codes->offsets[length] = place - code;
    code += table->bits[length];
    place += table->bits[length];
    codes->ends[length] = code << (16 - length);
    code <<= 1;
  }
  codes->ends[17] = INT32_MAX;
  memcpy(codes->symbols, table->huffval, sizeof codes->symbols);
}

psj_symbol psj_find_symbol(const psj_codes *codes, int bits, int is_dc) {
  int length = 1;
  while (bits >= codes->ends[length]) length++;
  int symbol = 0;
  if (length <= 16) {
    int place = codes->offsets[length] + (bits >> (16 - length));
    symbol = codes->symbols[place & 255];
  }
  int size = symbol & 15, zeros = symbol >> 4;
  if (is_dc) return (psj_symbol){length, size, 1};
  // Without a number, 15 zeros and one more are meant, and everything else ends the block.
  return (psj_symbol){length, size, size || zeros == 15 ? zeros + 1 : psj_end_of_block};
}

static psj_seen see_one(const psj_codes *codes, int bits, int bit_count, int is_dc) {
  psj_symbol symbol = psj_find_symbol(codes, bits << (16 - bit_count), is_dc);
  if (symbol.length > bit_count) return (psj_seen){0};
  int seen = symbol.length + symbol.size;
  if (seen > bit_count) {
    return (psj_seen){
        .first_bits = (uint8_t)symbol.length,
        .first_step = (uint8_t)symbol.step,
        .second = (int16_t)symbol.size};
  }
  int number = bits >> (bit_count - seen) & ((1 << symbol.size) - 1);
  int16_t value = (int16_t)psj_extend(number, symbol.size);
  return (psj_seen){
      .bits = (uint8_t)seen,
      .first_bits = (uint8_t)seen,
      .first_step = (uint8_t)symbol.step,
      .first = value,
      .second = value};
}

// What is seen of two symbols, by what is seen of one.
static psj_seen see_two(const psj_seen *ones, int bits) {
  psj_seen one = ones[bits];
  if (one.bits == 0 || one.first_step == psj_end_of_block) return one;
  psj_seen two = ones[bits << one.bits & ((1 << psj_seen_bits) - 1)];
  if (two.bits == 0 || one.bits + two.bits > psj_seen_bits) return one;
  one.bits = (uint8_t)(one.bits + two.bits);
  one.second_step = two.first_step;
  one.second = two.first;
  return one;
}

void psj_make_codes(psj_codes *codes, const JHUFF_TBL *table, int is_dc) {
  int bit_count = is_dc ? psj_seen_dc_bits : psj_seen_bits;
  number_codes(codes, table);
  for (int bits = 0; bits < 1 << bit_count; bits++) {
    codes->seen[bits] = see_one(codes, bits, bit_count, is_dc);
  }
  if (is_dc) return;
  psj_seen ones[1 << psj_seen_bits];
  memcpy(ones, codes->seen, sizeof ones);
  for (int bits = 0; bits < 1 << psj_seen_bits; bits++) codes->seen[bits] = see_two(ones, bits);
}
