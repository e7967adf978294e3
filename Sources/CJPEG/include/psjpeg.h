// A JPEG decoder and encoder over libjpeg-turbo that Swift can call.
//
// libjpeg reports a fatal error by longjmp, which Swift can neither express nor be jumped across.
// So every function here that calls libjpeg sets its own jump target: whatever goes wrong becomes a
// returned status, and no jump ever leaves this library. Nothing here reads a file, prints, exits
// or keeps global state; one decoder belongs to one thread, and any number of decoders may work at
// once.
//
// Order of calls: psj_open, psj_read_header, then (psj_exif), (psj_keep_codes), psj_start,
// (psj_use_entries), (psj_crop), any mix of psj_read_rows and psj_skip_rows, (psj_entries),
// psj_close. After a status other than PSJ_OK only psj_message,
// psj_damage and psj_close may follow.

#pragma once
#include <stddef.h>
#include <stdint.h>

typedef struct psj_decoder psj_decoder;

// How a call ended.
typedef enum {
  PSJ_OK = 0,
  PSJ_DAMAGED,      // the bytes are not what the JPEG standard allows
  PSJ_UNSUPPORTED,  // a kind that this libjpeg does not decode (lossless, 12 bit, unknown colours)
  PSJ_NO_MEMORY,    // libjpeg could not get the memory it needs
} psj_status;

// What the header says; known before anything that grows with the picture is allocated.
typedef struct {
  int32_t width, height;      // pixels as stored
  int32_t components;         // 1 grey, 3 colour, 4 CMYK or YCCK
  int32_t mcu_width;          // pixels of the widest unit that the data is coded in: 8, 16, ...
  int64_t coefficient_bytes;  // memory that keeps all coefficients; 0 if decoded strip by strip
} psj_info;

// A place in the data where decoding can begin, and what it must know there. Its members are this
// library's own.
typedef struct {
  uint64_t offset, window;
  int32_t count, padding, dc[4];
  int32_t marker, next_restart;
  uint32_t units_to_restart;
} psj_entry;

// Makes a decoder of `size` bytes that stay where they are, unchanged, until psj_close.
// NULL means that there is no memory.
psj_decoder *psj_open(const uint8_t *data, size_t size);

// Frees a decoder and everything that it handed out.
void psj_close(psj_decoder *decoder);

// Reads up to the first scan.
psj_status psj_read_header(psj_decoder *decoder, psj_info *info);

// Finds the TIFF block of the first APP1 segment that holds EXIF (other APP1 segments hold XMP).
// Returns its length without the six bytes "Exif\0\0", or 0 if there is none. The bytes live until
// psj_start.
size_t psj_exif(const psj_decoder *decoder, const uint8_t **bytes);

// Starts decoding at `eighths`/8 of the stored size (1, 2, 4 or 8) and tells the size that comes
// out, which libjpeg rounds up. Rows have 3 samples a pixel, RGB, or 4 if `components` is 4: C, M,
// Y, K as stored, which by Adobe's convention means 255 for no ink. A picture of several scans
// (progressive) is read to its end here.
psj_status psj_start(psj_decoder *decoder, int eighths, int32_t *width, int32_t *height);

// Limits all rows to the columns [*x, *x + *width). Widens them to the units in which the picture
// is coded and returns what it took. To be called before the first row.
psj_status psj_crop(psj_decoder *decoder, int32_t *x, int32_t *width);

// Decodes the next `count` rows, `stride` bytes apart. Returns how many were written: fewer at the
// end of the picture or where the data is so damaged that nothing more can be decoded.
int32_t psj_read_rows(psj_decoder *decoder, uint8_t *rows, size_t stride, int32_t count);

// Passes over the next `count` rows. Returns how many were passed.
int32_t psj_skip_rows(psj_decoder *decoder, int32_t count);

// Finds the places where decoding can begin, after a picture without damage was read to its end.
// Returns their number, or 0 where they are not known: a progressive picture has none. They live
// until psj_close.
size_t psj_entries(const psj_decoder *decoder, const psj_entry **entries);

// Uses the places that an earlier decoder of the same bytes has found, and that stay where they are
// until psj_close: what is skipped or cut off is not read then. Returns 0, and goes without them,
// where they cannot be this picture's.
int psj_use_entries(psj_decoder *decoder, const psj_entry *entries, size_t count);

// Leaves the decoding of Huffman codes to libjpeg, whose pixels are the same, only later. For tests
// and benchmarks.
void psj_keep_codes(psj_decoder *decoder);

// What went wrong in the call that failed, in libjpeg's words.
const char *psj_message(const psj_decoder *decoder);

// The first sign of damage that was met since the header, in libjpeg's words, or NULL. `rows`
// becomes the number of stored rows, counted from the top, that the data reached: the height,
// unless the data ends early.
const char *psj_damage(const psj_decoder *decoder, int32_t *rows);

// Encodes rows of RGB without gaps as a baseline JPEG without reduced colour. Returns the file's
// bytes, to be given to psj_free, and their number; NULL if it cannot be done (no memory, or a side
// above 65500).
uint8_t *psj_encode(const uint8_t *rgb, int32_t width, int32_t height, int quality, size_t *count);

// Frees what psj_encode returned.
void psj_free(uint8_t *bytes);
