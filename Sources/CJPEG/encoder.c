#include "psjpeg.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

typedef struct {
  struct jpeg_compress_struct jpeg;
  struct jpeg_error_mgr errors;
  jmp_buf failure;
  unsigned char *bytes;  // libjpeg's, grown by malloc
  unsigned long count;
} encoder;

static void fail_encoding(j_common_ptr common) {
  encoder *encoder = common->client_data;
  longjmp(encoder->failure, 1);
}

static void ignore_output(j_common_ptr common) { (void)common; }

static void ignore_message(j_common_ptr common, int level) { (void)common, (void)level; }

static int encode(encoder *encoder, const uint8_t *rgb, int32_t width, int32_t height, int quality) {
  j_compress_ptr jpeg = &encoder->jpeg;
  if (setjmp(encoder->failure)) return 0;
  jpeg_create_compress(jpeg);
  jpeg_mem_dest(jpeg, &encoder->bytes, &encoder->count);
  jpeg->image_width = (JDIMENSION)width;
  jpeg->image_height = (JDIMENSION)height;
  jpeg->input_components = 3;
  jpeg->in_color_space = JCS_RGB;
  jpeg_set_defaults(jpeg);
  jpeg_set_quality(jpeg, quality, TRUE);
  // Colour at full resolution: faces are small.
  jpeg->comp_info[0].h_samp_factor = jpeg->comp_info[0].v_samp_factor = 1;
  jpeg->dct_method = JDCT_ISLOW;
  jpeg_start_compress(jpeg, TRUE);
  while (jpeg->next_scanline < jpeg->image_height) {
    JSAMPROW row = (JSAMPROW)rgb + (size_t)jpeg->next_scanline * (size_t)width * 3;
    jpeg_write_scanlines(jpeg, &row, 1);
  }
  jpeg_finish_compress(jpeg);
  return 1;
}

uint8_t *psj_encode(
    const uint8_t *rgb, int32_t width, int32_t height, int quality, size_t *count) {
  encoder *encoder = calloc(1, sizeof *encoder);
  if (!encoder) return NULL;
  encoder->jpeg.err = jpeg_std_error(&encoder->errors);
  encoder->errors.error_exit = fail_encoding;
  encoder->errors.emit_message = ignore_message;
  encoder->errors.output_message = ignore_output;
  encoder->jpeg.client_data = encoder;
  int is_done = encode(encoder, rgb, width, height, quality);
  if (!setjmp(encoder->failure)) jpeg_destroy_compress(&encoder->jpeg);
  uint8_t *bytes = encoder->bytes;
  *count = encoder->count;
  free(encoder);
  // After a failure the buffer is left to leak: libjpeg does not tell whether it has freed it.
  return is_done ? bytes : NULL;
}

void psj_free(uint8_t *bytes) { free(bytes); }
