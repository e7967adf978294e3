#include "sequential.h"

#include <stdlib.h>
#include <string.h>

#include <jpegint.h>

#include <jerror.h>

#include "blocks.h"

struct psj_sequential {
  const uint8_t *data;
  size_t size;
  psj_bits bits;
  int32_t dc[MAX_COMPS_IN_SCAN];  // the last ones
  unsigned units_to_restart;      // until the next restart marker
  int64_t next_unit;              // the unit that `bits` is at
  int64_t asked_unit;             // the unit that libjpeg asks for next
  int64_t units_per_row;
  int is_whole;  // whether all data was there so far
  psj_row_start *starts;  // of rows; there is room for all
  size_t start_count, row_count;
  int has_starts;  // whether all were known before
  const psj_codes *dc_codes[MAX_COMPS_IN_SCAN], *ac_codes[MAX_COMPS_IN_SCAN];
  psj_codes *tables[2 * NUM_HUFF_TBLS];
};

// --- Units ---------------------------------------------------------------------------------------

static void restart(j_decompress_ptr jpeg, psj_sequential *scan) {
  int left = scan->bits.count - scan->bits.padding;
  if (left > 0) jpeg->marker->discarded_bytes += (unsigned)left / 8;
  show_place(jpeg, &scan->bits);
  jpeg->marker->read_restart_marker(jpeg);
  scan->bits = (psj_bits){0};
  take_place(jpeg, &scan->bits);
  memset(scan->dc, 0, sizeof scan->dc);
  scan->units_to_restart = jpeg->restart_interval;
  // Unless the data ends here, there is something to decode again.
  if (!jpeg->unread_marker) jpeg->entropy->insufficient_data = FALSE;
}

// Decodes the blocks of the unit that `bits` is at, or passes over them.
static inline void decode_blocks(j_decompress_ptr jpeg, psj_sequential *scan, JBLOCKROW *blocks) {
  psj_bits bits = scan->bits;
  for (int i = 0; i < jpeg->blocks_in_MCU; i++) {
    int component = jpeg->MCU_membership[i];
    uint32_t difference = (uint32_t)decode_dc(jpeg, &bits, scan->dc_codes[component]);
    int dc = scan->dc[component] = (int)((uint32_t)scan->dc[component] + difference);
    if (blocks) (*blocks[i])[0] = (JCOEF)dc;
    decode_ac(jpeg, &bits, scan->ac_codes[component], blocks ? *blocks[i] : NULL);
  }
  scan->bits = bits;
}

static void save_start(j_decompress_ptr jpeg, psj_sequential *scan);

// Decodes the unit that `bits` is at, or passes over it. Past the end of the data all blocks stay
// 0.
static void decode_next(j_decompress_ptr jpeg, psj_sequential *scan, JBLOCKROW *blocks) {
  if (scan->next_unit % scan->units_per_row == 0) save_start(jpeg, scan);
  scan->next_unit++;
  if (jpeg->restart_interval) {
    if (scan->units_to_restart == 0) restart(jpeg, scan);
    scan->units_to_restart--;
  }
  if (jpeg->entropy->insufficient_data) return;
  if (blocks) {
    decode_blocks(jpeg, scan, blocks);
  } else {
    decode_blocks(jpeg, scan, NULL);
  }
  if (scan->bits.count >= scan->bits.padding) return;
  WARNMS(jpeg, JWRN_HIT_MARKER);
  jpeg->entropy->insufficient_data = TRUE;
  scan->is_whole = 0;
}

// --- Rows ----------------------------------------------------------------------------------------

static void save_start(j_decompress_ptr jpeg, psj_sequential *scan) {
  const psj_bits *bits = &scan->bits;
  // At the end of what there is, libjpeg reads an end marker from elsewhere.
  if (bits->next < scan->data || bits->next > scan->data + scan->size) scan->is_whole = 0;
  if (scan->has_starts || !scan->is_whole || scan->start_count == scan->row_count) return;
  psj_row_start *start = &scan->starts[scan->start_count++];
  *start = (psj_row_start){
      .offset = (uint64_t)(bits->next - scan->data),
      .window = bits->window,
      .count = bits->count,
      .padding = bits->padding,
      .marker = jpeg->unread_marker,
      .next_restart = jpeg->marker->next_restart_num,
      .units_to_restart = scan->units_to_restart,
  };
  memcpy(start->dc, scan->dc, sizeof start->dc);
}

static void go_to_start(j_decompress_ptr jpeg, psj_sequential *scan, int64_t row) {
  const psj_row_start *start = &scan->starts[row];
  if (start->offset > scan->size || start->count < 0 || start->count > 63) return;
  scan->bits = (psj_bits){
      .next = scan->data + start->offset,
      .end = scan->data + scan->size,
      .window = start->window,
      .count = start->count,
      .padding = start->padding,
  };
  memcpy(scan->dc, start->dc, sizeof scan->dc);
  scan->units_to_restart = start->units_to_restart;
  scan->next_unit = row * scan->units_per_row;
  jpeg->unread_marker = start->marker;
  jpeg->marker->next_restart_num = start->next_restart;
}

// Passes over what was not asked for.
static void go_to(j_decompress_ptr jpeg, psj_sequential *scan, int64_t unit) {
  int64_t row = unit / scan->units_per_row;
  if (row > scan->next_unit / scan->units_per_row) go_to_start(jpeg, scan, row);
  while (scan->next_unit < unit) decode_next(jpeg, scan, NULL);
}

// Whether libjpeg shows nothing of a unit, and only wants it passed.
static int is_hidden(j_decompress_ptr jpeg, const psj_sequential *scan, int64_t unit) {
  if (jpeg->comps_in_scan == 1) return 0;
  int64_t column = unit % scan->units_per_row;
  return column < jpeg->master->first_iMCU_col || column > jpeg->master->last_iMCU_col;
}

// libjpeg asks for the next unit; for NULL if it is to be passed over.
static boolean decode_unit(j_decompress_ptr jpeg, JBLOCKROW *blocks) {
  psj_sequential *scan = psj_sequential_of(jpeg);
  int64_t unit = scan->asked_unit++;
  if (blocks && is_hidden(jpeg, scan, unit)) blocks = NULL;
  if (scan->has_starts) {
    if (!blocks) return TRUE;
    go_to(jpeg, scan, unit);
  }
  decode_next(jpeg, scan, blocks);
  return TRUE;
}

// --- Life ----------------------------------------------------------------------------------------

static const psj_codes *codes_of(
    psj_sequential *scan, j_decompress_ptr jpeg, int number, int is_dc) {
  if (number < 0 || number >= NUM_HUFF_TBLS) return NULL;
  const JHUFF_TBL *table =
      is_dc ? jpeg->dc_huff_tbl_ptrs[number] : jpeg->ac_huff_tbl_ptrs[number];
  psj_codes **codes = &scan->tables[number + (is_dc ? NUM_HUFF_TBLS : 0)];
  if (*codes || !table) return *codes;
  *codes = malloc(sizeof **codes);
  if (*codes) psj_make_codes(*codes, table, is_dc);
  return *codes;
}

static int prepare(psj_sequential *scan, j_decompress_ptr jpeg) {
  for (int i = 0; i < jpeg->comps_in_scan; i++) {
    const jpeg_component_info *component = jpeg->cur_comp_info[i];
    scan->dc_codes[i] = codes_of(scan, jpeg, component->dc_tbl_no, 1);
    scan->ac_codes[i] = codes_of(scan, jpeg, component->ac_tbl_no, 0);
    if (!scan->dc_codes[i] || !scan->ac_codes[i]) return 0;
  }
  scan->units_per_row = jpeg->MCUs_per_row;
  scan->row_count = jpeg->MCU_rows_in_scan;
  scan->starts = calloc(scan->row_count, sizeof *scan->starts);
  return scan->starts != NULL;
}

psj_sequential *psj_sequential_begin(j_decompress_ptr jpeg, const uint8_t *data, size_t size) {
  if (jpeg->progressive_mode || jpeg->arith_code || jpeg_has_multiple_scans(jpeg)) return NULL;
  psj_sequential *scan = calloc(1, sizeof *scan);
  if (!scan) return NULL;
  if (!prepare(scan, jpeg)) {
    psj_sequential_end(scan);
    return NULL;
  }
  scan->data = data;
  scan->size = size;
  scan->is_whole = 1;
  scan->units_to_restart = jpeg->restart_interval;
  take_place(jpeg, &scan->bits);
  jpeg->entropy->decode_mcu = decode_unit;
  return scan;
}

void psj_sequential_end(psj_sequential *scan) {
  if (!scan) return;
  for (int i = 0; i < 2 * NUM_HUFF_TBLS; i++) free(scan->tables[i]);
  free(scan->starts);
  free(scan);
}

size_t psj_sequential_row_starts(const psj_sequential *scan, const psj_row_start **starts) {
  *starts = scan->starts;
  int64_t units = (int64_t)scan->row_count * scan->units_per_row;
  return scan->is_whole && scan->next_unit == units ? scan->start_count : 0;
}

int psj_sequential_use(psj_sequential *scan, const psj_row_start *starts, size_t count) {
  if (count != scan->row_count || scan->asked_unit != 0) return 0;
  memcpy(scan->starts, starts, count * sizeof *starts);
  scan->start_count = count;
  scan->has_starts = 1;
  return 1;
}
