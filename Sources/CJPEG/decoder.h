// A decoder, as the files of this library see it.

#pragma once
#include <setjmp.h>
#include <stdio.h>

#include <jpeglib.h>

#include "psjpeg.h"
#include "sequential.h"

struct psj_decoder {
  struct jpeg_decompress_struct jpeg;
  struct jpeg_error_mgr errors;
  const uint8_t *data;             // the whole file
  size_t size;
  psj_sequential *scan;            // what decodes Huffman codes in libjpeg's place, or NULL
  int keeps_codes;                 // whether libjpeg is to decode them
  jmp_buf failure;                 // where the function that is running takes up a fatal error
  psj_status status;               // of the last fatal error
  char message[JMSG_LENGTH_MAX];   // of the last fatal error
  char damage[JMSG_LENGTH_MAX];    // of the first warning about the picture's data; empty if none
  int32_t reached_rows;            // stored rows the data reached
};

// Makes libjpeg report to the decoder: a fatal error jumps to `failure`, and nothing is printed.
void psj_report_to(psj_decoder *decoder);

// Notes that the data ends where libjpeg is reading now. Past the first scan of several there is
// something of every row.
void psj_note_end(psj_decoder *decoder);

// Whether there was a fatal error, after which libjpeg must not go on.
static inline int psj_has_failed(const psj_decoder *decoder) { return decoder->status != PSJ_OK; }
