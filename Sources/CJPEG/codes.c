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

static psj_symbol symbol_of(int value, int length, int is_dc) {
  int size = value & 15, zeros = value >> 4;
  if (is_dc) return (psj_symbol){length, size, 1};
  // Without a number, 15 zeros and one more are meant, and everything else ends the block.
  return (psj_symbol){length, size, size || zeros == 15 ? zeros + 1 : psj_end_of_block};
}

psj_symbol psj_find_symbol(const psj_codes *codes, int bits, int is_dc) {
  int length = 1;
  while (bits >= codes->ends[length]) length++;
  if (length > 16) return symbol_of(0, length, is_dc);
  int place = codes->offsets[length] + (bits >> (16 - length));
  return symbol_of(codes->symbols[place & 255], length, is_dc);
}

// What is seen of one symbol, with `rest_count` bits after its code.
static psj_seen see_one(psj_symbol symbol, int rest, int rest_count) {
  if (symbol.size > rest_count) {
    return (psj_seen){
        .first_bits = (uint8_t)symbol.length,
        .first_step = (uint8_t)symbol.step,
        .second = (int16_t)symbol.size};
  }
  uint8_t bits = (uint8_t)(symbol.length + symbol.size);
  int16_t value = (int16_t)psj_extend(rest >> (rest_count - symbol.size), symbol.size);
  return (psj_seen){
      .bits = bits,
      .first_bits = bits,
      .first_step = (uint8_t)symbol.step,
      .first = value,
      .second = value};
}

// Lays out all that begins with a code of up to `bit_count` bits. Codes in their order leave no gap.
static void see_ones(psj_codes *codes, const JHUFF_TBL *table, int bit_count, int is_dc) {
  int place = 0, bits = 0;
  memset(codes->seen, 0, sizeof codes->seen);
  for (int length = 1; length <= bit_count; length++) {
    int rest_count = bit_count - length;
    for (int code = 0; code < table->bits[length]; code++) {
      psj_symbol symbol = symbol_of(codes->symbols[place++ & 255], length, is_dc);
      for (int rest = 0; rest < 1 << rest_count && bits < 1 << bit_count; rest++) {
        codes->seen[bits++] = see_one(symbol, rest, rest_count);
      }
    }
  }
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
  number_codes(codes, table);
  see_ones(codes, table, is_dc ? psj_seen_dc_bits : psj_seen_bits, is_dc);
  if (is_dc) return;
  psj_seen ones[1 << psj_seen_bits];
  memcpy(ones, codes->seen, sizeof ones);
  for (int bits = 0; bits < 1 << psj_seen_bits; bits++) codes->seen[bits] = see_two(ones, bits);
}
