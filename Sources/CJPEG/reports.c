// What libjpeg reports: fatal errors, and warnings that speak of damage.

#include <stdint.h>

#include "decoder.h"

#include <jerror.h>

static psj_status status_of(int code) {
  switch (code) {
    case JERR_OUT_OF_MEMORY:
    case JERR_NO_BACKING_STORE:
      return PSJ_NO_MEMORY;
    case JERR_ARITH_NOTIMPL:
    case JERR_BAD_PRECISION:
    case JERR_CCIR601_NOTIMPL:
    case JERR_COMPONENT_COUNT:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_FRACT_SAMPLE_NOTIMPL:
    case JERR_NOTIMPL:
    case JERR_NOT_COMPILED:
    case JERR_SOF_UNSUPPORTED:
      return PSJ_UNSUPPORTED;
    default:
      return PSJ_DAMAGED;
  }
}

static void fail(j_common_ptr common) {
  psj_decoder *decoder = common->client_data;
  decoder->status = status_of(common->err->msg_code);
  common->err->format_message(common, decoder->message);
  longjmp(decoder->failure, 1);
}

// Whether a warning speaks of the picture's data, not of a header field that decoding does not
// depend on.
static int is_damage(int code) {
  return code != JWRN_ADOBE_XFORM && code != JWRN_JFIF_MAJOR && code != JWRN_BOGUS_ICC;
}

void psj_note_end(psj_decoder *decoder) {
  const struct jpeg_decompress_struct *jpeg = &decoder->jpeg;
  if (jpeg->input_scan_number > 1) return;
  int64_t rows = (int64_t)jpeg->input_iMCU_row * jpeg->max_v_samp_factor * DCTSIZE;
  if (rows < decoder->reached_rows) decoder->reached_rows = (int32_t)rows;
}

static void note_damage(psj_decoder *decoder) {
  const struct jpeg_decompress_struct *jpeg = &decoder->jpeg;
  int code = decoder->errors.msg_code;
  if (!decoder->damage[0]) decoder->errors.format_message((j_common_ptr)jpeg, decoder->damage);
  // A marker inside the data ends the scan for good, unless decoding can take up again at a restart
  // marker.
  int is_final = jpeg->restart_interval == 0 || jpeg->unread_marker == JPEG_EOI;
  if (code == JWRN_JPEG_EOF || (code == JWRN_HIT_MARKER && is_final)) psj_note_end(decoder);
}

static void emit(j_common_ptr common, int level) {
  if (level < 0 && is_damage(common->err->msg_code)) note_damage(common->client_data);
}

static void ignore_output(j_common_ptr common) { (void)common; }

void psj_report_to(psj_decoder *decoder) {
  decoder->jpeg.err = jpeg_std_error(&decoder->errors);
  decoder->errors.error_exit = fail;
  decoder->errors.emit_message = emit;
  decoder->errors.output_message = ignore_output;
  decoder->jpeg.client_data = decoder;
}
