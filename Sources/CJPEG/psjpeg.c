#include "psjpeg.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "decoder.h"

// More scans than any encoder writes. A file may ask for thousands of passes over a large picture
// with a few bytes each; TurboJPEG's limit against that (TJFLAG_LIMITSCANS) is the same.
enum { maximum_scans = 500 };

// --- Life ----------------------------------------------------------------------------------------

static psj_status create(psj_decoder *decoder) {
  if (setjmp(decoder->failure)) return decoder->status;
  jpeg_create_decompress(&decoder->jpeg);
  jpeg_mem_src(&decoder->jpeg, decoder->data, decoder->size);
  jpeg_save_markers(&decoder->jpeg, JPEG_APP0 + 1, 0xFFFF);
  return PSJ_OK;
}

psj_decoder *psj_open(const uint8_t *data, size_t size) {
  static const uint8_t nothing[1] = {0};  // libjpeg's memory source refuses to be empty
  psj_decoder *decoder = calloc(1, sizeof *decoder);
  if (!decoder) return NULL;
  psj_report_to(decoder);
  decoder->data = size ? data : nothing;
  decoder->size = size ? size : sizeof nothing;
  if (create(decoder) != PSJ_OK) {
    psj_close(decoder);
    return NULL;
  }
  return decoder;
}

void psj_close(psj_decoder *decoder) {
  if (!decoder) return;
  if (!setjmp(decoder->failure)) jpeg_destroy_decompress(&decoder->jpeg);
  psj_sequential_end(decoder->scan);
  free(decoder);
}

// --- Header --------------------------------------------------------------------------------------

static int64_t rounded_up(int64_t value, int64_t unit) { return (value + unit - 1) / unit * unit; }

// What libjpeg allocates when it must keep the coefficients of the whole picture (jdcoefct.c).
static int64_t coefficient_bytes(j_decompress_ptr jpeg) {
  if (!jpeg_has_multiple_scans(jpeg)) return 0;
  int64_t blocks = 0;
  for (int i = 0; i < jpeg->num_components; i++) {
    const jpeg_component_info *component = &jpeg->comp_info[i];
    blocks += rounded_up(component->width_in_blocks, component->h_samp_factor) *
              rounded_up(component->height_in_blocks, component->v_samp_factor);
  }
  return blocks * (int64_t)sizeof(JBLOCK);
}

static psj_status read_header(psj_decoder *decoder) {
  if (setjmp(decoder->failure)) return decoder->status;
  jpeg_read_header(&decoder->jpeg, TRUE);
  return PSJ_OK;
}

psj_status psj_read_header(psj_decoder *decoder, psj_info *info) {
  const struct jpeg_decompress_struct *jpeg = &decoder->jpeg;
  if (read_header(decoder) != PSJ_OK) return decoder->status;
  *info = (psj_info){
      .width = (int32_t)jpeg->image_width,
      .height = (int32_t)jpeg->image_height,
      .components = jpeg->num_components,
      .mcu_width = jpeg->max_h_samp_factor * DCTSIZE,
      .coefficient_bytes = coefficient_bytes(&decoder->jpeg),
  };
  // Odd bytes between header segments are common and cost nothing of the picture.
  decoder->damage[0] = 0;
  decoder->reached_rows = info->height;
  return PSJ_OK;
}

size_t psj_exif(const psj_decoder *decoder, const uint8_t **bytes) {
  // The sixth byte should be 0 as well, but some writers leave it as it was.
  static const char signature[5] = "Exif";
  enum { prefix = 6 };
  for (jpeg_saved_marker_ptr marker = decoder->jpeg.marker_list; marker; marker = marker->next) {
    if (marker->marker != JPEG_APP0 + 1 || marker->data_length <= prefix) continue;
    if (memcmp(marker->data, signature, sizeof signature) != 0) continue;
    *bytes = marker->data + prefix;
    return marker->data_length - prefix;
  }
  return 0;
}

void psj_keep_codes(psj_decoder *decoder) { decoder->keeps_codes = 1; }

psj_sequential *psj_sequential_of(j_decompress_ptr jpeg) {
  return ((psj_decoder *)jpeg->client_data)->scan;
}

// --- Picture -------------------------------------------------------------------------------------

static psj_status start_decompress(psj_decoder *decoder, int eighths) {
  j_decompress_ptr jpeg = &decoder->jpeg;
  if (setjmp(decoder->failure)) return decoder->status;
  jpeg->scale_num = (unsigned)eighths;
  jpeg->scale_denom = 8;
  jpeg->out_color_space = jpeg->num_components == 4 ? JCS_CMYK : JCS_RGB;
  jpeg->dct_method = JDCT_ISLOW;
  jpeg->do_fancy_upsampling = TRUE;
  // Of several scans, libjpeg would read all before it shows any; in this mode an error in a later
  // one leaves what the earlier ones held.
  jpeg->buffered_image = jpeg_has_multiple_scans(jpeg);
  jpeg_start_decompress(jpeg);
  if (decoder->keeps_codes) return PSJ_OK;
  decoder->scan = psj_sequential_begin(jpeg, decoder->data, decoder->size);
  return PSJ_OK;
}

// Reads scans, `most` of them at most, and tells how many were read to their end. Whether that is
// all there is stands in `is_complete`; what stops it early counts as damage.
static int absorb_scans(psj_decoder *decoder, int most, int *is_complete) {
  j_decompress_ptr jpeg = &decoder->jpeg;
  volatile int scans = 0;  // volatile: read after a longjmp
  *is_complete = 0;
  if (setjmp(decoder->failure)) {
    if (!decoder->damage[0]) memcpy(decoder->damage, decoder->message, sizeof decoder->damage);
    psj_note_end(decoder);
    return scans;
  }
  while (scans < most) {
    int event = jpeg_consume_input(jpeg);
    if (event == JPEG_SCAN_COMPLETED) scans = scans + 1;
    if (event != JPEG_REACHED_EOI) continue;
    *is_complete = 1;
    return scans;
  }
  if (!decoder->damage[0]) {
    snprintf(decoder->damage, sizeof decoder->damage, "more than %d scans", most);
  }
  return scans;
}

static psj_status start_output(psj_decoder *decoder, int scan, int is_complete) {
  j_decompress_ptr jpeg = &decoder->jpeg;
  if (setjmp(decoder->failure)) return decoder->status;
  if (!is_complete) jpeg->do_block_smoothing = FALSE;  // it would read on
  jpeg_start_output(jpeg, scan);
  return PSJ_OK;
}

// Begins anew. An error leaves libjpeg in a state that it must not be used in any more: a second
// frame header, for one, has replaced the size and the number of components when it is found to be
// one too many.
static psj_status start_again(psj_decoder *decoder, int eighths) {
  if (setjmp(decoder->failure)) return decoder->status;
  jpeg_destroy_decompress(&decoder->jpeg);
  decoder->status = PSJ_OK;
  psj_status status = create(decoder);
  if (status == PSJ_OK) status = read_header(decoder);
  return status == PSJ_OK ? start_decompress(decoder, eighths) : status;
}

// Reads the scans of a picture that has several, and shows the last one that is there to its end.
static psj_status start_scans(psj_decoder *decoder, int eighths) {
  int is_complete, none;
  int scans = absorb_scans(decoder, maximum_scans, &is_complete);
  if (psj_has_failed(decoder)) {
    psj_status status = start_again(decoder, eighths);
    if (status != PSJ_OK) return status;
    absorb_scans(decoder, scans, &none);
  }
  return start_output(decoder, scans > 0 ? scans : 1, is_complete);
}

psj_status psj_start(psj_decoder *decoder, int eighths, int32_t *width, int32_t *height) {
  psj_status status = start_decompress(decoder, eighths);
  if (status == PSJ_OK && decoder->jpeg.buffered_image) status = start_scans(decoder, eighths);
  *width = (int32_t)decoder->jpeg.output_width;
  *height = (int32_t)decoder->jpeg.output_height;
  return status;
}

psj_status psj_crop(psj_decoder *decoder, int32_t *x, int32_t *width) {
  if (setjmp(decoder->failure)) return decoder->status;
  j_decompress_ptr jpeg = &decoder->jpeg;
  JDIMENSION left = (JDIMENSION)*x, columns = (JDIMENSION)*width;
  jpeg_crop_scanline(jpeg, &left, &columns);
  // Units of one component lie otherwise.
  if (decoder->scan && jpeg->num_components > 1) {
    JDIMENSION unit = (JDIMENSION)(jpeg->max_h_samp_factor * jpeg->min_DCT_scaled_size);
    psj_sequential_show(decoder->scan, left / unit, (left + columns - 1) / unit);
  }
  *x = (int32_t)left;
  *width = (int32_t)columns;
  return PSJ_OK;
}

int32_t psj_read_rows(psj_decoder *decoder, uint8_t *rows, size_t stride, int32_t count) {
  j_decompress_ptr jpeg = &decoder->jpeg;
  volatile int32_t done = 0;  // volatile: read after a longjmp
  if (psj_has_failed(decoder)) return 0;
  if (setjmp(decoder->failure)) return done;
  while (done < count && jpeg->output_scanline < jpeg->output_height) {
    JSAMPROW row = rows + (size_t)done * stride;
    if (jpeg_read_scanlines(jpeg, &row, 1) != 1) break;
    done = done + 1;
  }
  return done;
}

int32_t psj_skip_rows(psj_decoder *decoder, int32_t count) {
  if (psj_has_failed(decoder)) return 0;
  if (setjmp(decoder->failure)) return 0;
  return (int32_t)jpeg_skip_scanlines(&decoder->jpeg, (JDIMENSION)count);
}

// --- Entries -------------------------------------------------------------------------------------

size_t psj_entries(const psj_decoder *decoder, const psj_entry **entries) {
  *entries = NULL;
  return decoder->scan ? psj_sequential_entries(decoder->scan, entries) : 0;
}

int psj_use_entries(psj_decoder *decoder, const psj_entry *entries, size_t count) {
  return decoder->scan && psj_sequential_use(decoder->scan, entries, count);
}

// --- What was wrong ------------------------------------------------------------------------------

const char *psj_message(const psj_decoder *decoder) { return decoder->message; }

const char *psj_damage(const psj_decoder *decoder, int32_t *rows) {
  *rows = decoder->reached_rows;
  return decoder->damage[0] ? decoder->damage : NULL;
}
