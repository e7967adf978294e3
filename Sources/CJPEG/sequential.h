// Decodes the Huffman codes of a sequential scan in libjpeg's place.
//
// libjpeg-turbo decodes one symbol at a time; here one look-up serves two of them and their numbers.
// Everything else of decoding stays libjpeg's: it asks for units (MCUs) by a function pointer of its
// entropy decoder, and gets the same coefficients, for damaged data too. No other private part of
// libjpeg is touched.

#pragma once
#include <stddef.h>
#include <stdio.h>

#include <jpeglib.h>

#include "psjpeg.h"

typedef struct psj_sequential psj_sequential;

// Takes over the scan that jpeg_start_decompress has begun, of data that libjpeg reads from memory.
// NULL if libjpeg must go on itself: the scan is of another kind, or there is no memory.
psj_sequential *psj_sequential_begin(j_decompress_ptr jpeg, const uint8_t *data, size_t size);

// What decodes the scan, by libjpeg's decoder. psjpeg.c defines it.
psj_sequential *psj_sequential_of(j_decompress_ptr jpeg);

// Frees it. NULL is allowed.
void psj_sequential_end(psj_sequential *scan);

// Tells which units of a row are shown, of those side by side: the others are passed over.
void psj_sequential_show(psj_sequential *scan, int64_t first, int64_t last);

// The places where decoding can begin, or 0; see psj_entries.
size_t psj_sequential_entries(const psj_sequential *scan, const psj_entry **entries);

// Uses these places, which stay where they are, to skip units without reading them. Returns whether
// they are as many as the scan has.
int psj_sequential_use(psj_sequential *scan, const psj_entry *entries, size_t count);
