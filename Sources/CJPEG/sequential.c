#include "sequential.h"

#include <stdlib.h>
#include <string.h>

#include "blocks.h"

#include <jerror.h>

// Units from one place where decoding can begin to the next: few units to pass over, and 14 kB of places
// for a megapixel of the usual 4:2:0.
enum { units_per_entry = 16 };

struct psj_sequential {
  const uint8_t *data;
  size_t size;
  psj_bits bits;
  int32_t dc[MAX_COMPS_IN_SCAN];  // the last ones
  unsigned units_to_restart;      // until the next restart marker
  int next_restart;               // its number, 0 to 7
  int has_ended;                  // whether there is no more data, or none up to a restart marker
  int is_whole;                   // whether all data was there so far
  int64_t next_unit;              // the unit that `bits` is at
  int64_t asked_unit;             // the unit that libjpeg asks for next
  int64_t units_per_row, units;
  int is_cropped;                     // whether only some units of each row are shown
  int64_t first_column, last_column;  // these
  psj_entry *entries;                 // with room for all; NULL before the first
  size_t entry_count, most_entries;
  const psj_entry *known_entries;  // all of them, from an earlier decode, or NULL
  const psj_codes *dc_codes[MAX_COMPS_IN_SCAN], *ac_codes[MAX_COMPS_IN_SCAN];
  psj_codes *tables[2 * NUM_HUFF_TBLS];
};

// What is known of libjpeg's entropy decoder: the function that it asks for units is the second member,
// in libjpeg 6b as in libjpeg-turbo 3. What follows differs from version to version.
struct jpeg_entropy_decoder {
  void (*start_pass)(j_decompress_ptr jpeg);
  boolean (*decode_mcu)(j_decompress_ptr jpeg, JBLOCKROW *blocks);
};

// --- Restart markers (ITU-T T.81, F.2.2.4) -------------------------------------------------------

// Goes to the next marker, and tells how many bytes of something else lie before it.
static int find_marker(j_decompress_ptr jpeg, psj_bits *bits) {
  int skipped = 0;
  while (!jpeg->unread_marker) {
    const uint8_t *ff = memchr(bits->next, 0xFF, (size_t)(bits->end - bits->next));
    skipped += (int)((ff ? ff : bits->end) - bits->next);
    bits->next = ff ? ff : bits->end;
    if (take_marker(jpeg, bits)) skipped += 2;
  }
  return skipped;
}

static void restart(j_decompress_ptr jpeg, psj_sequential *scan) {
  int left = scan->bits.count - scan->bits.padding;
  int skipped = left > 0 ? left / 8 : 0;
  skipped += find_marker(jpeg, &scan->bits);
  if (skipped) WARNMS2(jpeg, JWRN_EXTRANEOUS_DATA, skipped, jpeg->unread_marker);
  if (jpeg->unread_marker == JPEG_RST0 + scan->next_restart) {
    jpeg->unread_marker = 0;
  } else {
    // libjpeg guesses what is missing: the data before another marker, or that marker's own.
    scan->is_whole = 0;
    show_place(jpeg, &scan->bits);
    jpeg->src->resync_to_restart(jpeg, scan->next_restart);
    take_place(jpeg, &scan->bits);
  }
  scan->next_restart = (scan->next_restart + 1) % 8;
  scan->bits = (psj_bits){.next = scan->bits.next, .end = scan->bits.end};
  memset(scan->dc, 0, sizeof scan->dc);
  scan->units_to_restart = jpeg->restart_interval;
  // Otherwise the data is further ahead, or at an end.
  if (!jpeg->unread_marker) scan->has_ended = 0;
}

// --- Places where decoding can begin -------------------------------------------------------------

static void save_entry(j_decompress_ptr jpeg, psj_sequential *scan) {
  if (scan->known_entries || !scan->is_whole || scan->entry_count == scan->most_entries) return;
  if (!scan->entries) scan->entries = malloc(scan->most_entries * sizeof *scan->entries);
  if (!scan->entries) return;
  const psj_bits *bits = &scan->bits;
  psj_entry *entry = &scan->entries[scan->entry_count++];
  *entry = (psj_entry){
      .offset = (uint64_t)(bits->next - scan->data),
      .window = bits->window,
      .count = bits->count,
      .padding = bits->padding,
      .marker = jpeg->unread_marker,
      .next_restart = scan->next_restart,
      .units_to_restart = scan->units_to_restart,
  };
  memcpy(entry->dc, scan->dc, sizeof entry->dc);
}

// Goes to such a place; nowhere if it cannot be one.
static void enter(j_decompress_ptr jpeg, psj_sequential *scan, int64_t number) {
  const psj_entry *entry = &scan->known_entries[number];
  if (entry->offset > scan->size || entry->count < 0 || entry->count > 63) return;
  scan->bits = (psj_bits){
      .next = scan->data + entry->offset,
      .end = scan->data + scan->size,
      .window = entry->window,
      .count = entry->count,
      .padding = entry->padding,
  };
  memcpy(scan->dc, entry->dc, sizeof scan->dc);
  scan->units_to_restart = entry->units_to_restart;
  scan->next_restart = entry->next_restart;
  scan->next_unit = number * units_per_entry;
  jpeg->unread_marker = entry->marker;
}

// --- Units ---------------------------------------------------------------------------------------

// Decodes the blocks of the unit that `bits` is at, or passes over them.
static void decode_blocks(j_decompress_ptr jpeg, psj_sequential *scan, JBLOCKROW *blocks) {
  block_reader reader = {jpeg, scan->bits, &scan->bits};
  for (int i = 0; i < jpeg->blocks_in_MCU; i++) {
    int component = jpeg->MCU_membership[i];
    uint32_t difference = (uint32_t)decode_dc(&reader, scan->dc_codes[component]);
    int dc = scan->dc[component] = (int)((uint32_t)scan->dc[component] + difference);
    if (blocks) (*blocks[i])[0] = (JCOEF)dc;
    decode_ac(&reader, scan->ac_codes[component], blocks ? *blocks[i] : NULL);
  }
  scan->bits = reader.bits;
}

// Whether the file has ended before the data, without an end marker.
static int is_cut_off(const psj_sequential *scan) {
  const uint8_t *end = scan->data + scan->size;
  return scan->bits.next == end && !(scan->size > 1 && end[-2] == 0xFF && end[-1] == JPEG_EOI);
}

// Decodes the unit that `bits` is at, or passes over it. Past the end of the data all blocks stay
// 0.
static void decode_next(j_decompress_ptr jpeg, psj_sequential *scan, JBLOCKROW *blocks) {
  if (scan->next_unit % units_per_entry == 0) save_entry(jpeg, scan);
  scan->next_unit++;
  if (jpeg->restart_interval) {
    if (scan->units_to_restart == 0) restart(jpeg, scan);
    scan->units_to_restart--;
  }
  if (scan->has_ended) return;
  decode_blocks(jpeg, scan, blocks);
  // Fewer bits than padding: some of it was taken for data.
  if (scan->bits.count >= scan->bits.padding) return;
  WARNMS(jpeg, is_cut_off(scan) ? JWRN_JPEG_EOF : JWRN_HIT_MARKER);
  scan->has_ended = 1;
  scan->is_whole = 0;
}

// Passes over what was not asked for.
static void go_to(j_decompress_ptr jpeg, psj_sequential *scan, int64_t unit) {
  int64_t number = unit / units_per_entry;
  if (number * units_per_entry > scan->next_unit) enter(jpeg, scan, number);
  while (scan->next_unit < unit) decode_next(jpeg, scan, NULL);
}

// Whether libjpeg shows nothing of a unit.
static int is_cut_away(const psj_sequential *scan, int64_t unit) {
  if (!scan->is_cropped) return 0;
  int64_t column = unit % scan->units_per_row;
  return column < scan->first_column || column > scan->last_column;
}

// libjpeg asks for the next unit; for NULL if it is to be passed over.
static boolean decode_unit(j_decompress_ptr jpeg, JBLOCKROW *blocks) {
  psj_sequential *scan = psj_sequential_of(jpeg);
  int64_t unit = scan->asked_unit++;
  if (blocks && is_cut_away(scan, unit)) blocks = NULL;
  if (scan->known_entries) {
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
  scan->units = scan->units_per_row * jpeg->MCU_rows_in_scan;
  scan->most_entries = (size_t)((scan->units + units_per_entry - 1) / units_per_entry);
  return 1;
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
  free(scan->entries);
  free(scan);
}

void psj_sequential_show(psj_sequential *scan, int64_t first, int64_t last) {
  scan->is_cropped = 1;
  scan->first_column = first;
  scan->last_column = last;
}

size_t psj_sequential_entries(const psj_sequential *scan, const psj_entry **entries) {
  *entries = scan->entries;
  int is_complete = scan->is_whole && scan->next_unit == scan->units;
  return is_complete && scan->entry_count == scan->most_entries ? scan->entry_count : 0;
}

int psj_sequential_use(psj_sequential *scan, const psj_entry *entries, size_t count) {
  if (count != scan->most_entries || scan->asked_unit != 0) return 0;
  scan->known_entries = entries;
  return 1;
}
