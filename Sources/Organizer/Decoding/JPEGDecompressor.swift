import CJPEG

/// One JPEG being decoded by libjpeg-turbo: the only place that calls CJPEG.
///
/// The bytes must outlive it, so it never leaves the closure that borrows them.
struct JPEGDecompressor: ~Copyable {
  private let handle: OpaquePointer
  private let info: psj_info

  /// Reads the header.
  init(_ bytes: UnsafeRawBufferPointer) throws(PhotoError) {
    let base = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
    guard let handle = psj_open(base, bytes.count) else { throw .outOfMemory }
    var info = psj_info()
    let status = psj_read_header(handle, &info)
    guard status == PSJ_OK else {
      let error = Self.error(status, handle)
      psj_close(handle)
      throw error
    }
    self.handle = handle
    self.info = info
  }

  deinit {
    psj_close(handle)
  }

  /// Stored columns.
  var width: Int { Int(info.width) }
  /// Stored rows.
  var height: Int { Int(info.height) }
  /// Pixels of the widest unit in which the picture is coded.
  var unitWidth: Int { Int(info.mcu_width) }
  /// Memory that decoding takes beyond a few rows: the coefficients of a progressive picture.
  var workingBytes: Int { Int(info.coefficient_bytes) }
  /// Bytes a pixel of the rows that `readRows` writes.
  var samplesPerPixel: Int { info.components == 4 ? 4 : 3 }

  /// Returns what `body` makes of the TIFF block of the EXIF segment, or of an empty buffer if
  /// there is none.
  func withEXIF<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    var bytes: UnsafePointer<UInt8>?
    let count = psj_exif(handle, &bytes)
    return body(UnsafeRawBufferPointer(start: bytes, count: count))
  }

  /// Starts decoding.
  ///
  /// - Parameter eighths: The scale in eighths: 1, 2, 4 or 8.
  /// - Returns: The columns and rows that come out.
  func start(eighths: Int) throws(PhotoError) -> (width: Int, height: Int) {
    var width: Int32 = 0
    var height: Int32 = 0
    let status = psj_start(handle, Int32(eighths), &width, &height)
    guard status == PSJ_OK, width > 0, height > 0 else { throw Self.error(status, handle) }
    return (Int(width), Int(height))
  }

  /// Limits rows to some columns; widens them to whole coding units and returns those taken.
  func crop(to columns: Range<Int>) throws(PhotoError) -> Range<Int> {
    var x = Int32(columns.lowerBound)
    var width = Int32(columns.count)
    let status = psj_crop(handle, &x, &width)
    guard status == PSJ_OK else { throw Self.error(status, handle) }
    return Int(x)..<Int(x) + Int(width)
  }

  /// Decodes the next rows; returns how many, fewer than asked only at the end of what can be
  /// decoded.
  func readRows(
    _ count: Int, into rows: UnsafeMutablePointer<UInt8>, stride: Int
  ) -> Int {
    Int(psj_read_rows(handle, rows, stride, Int32(count)))
  }

  /// Passes over the next rows; returns how many.
  func skipRows(_ count: Int) -> Int {
    Int(psj_skip_rows(handle, Int32(count)))
  }

  /// Where decoding can begin in the bytes, after a picture without damage was decoded to its end;
  /// `nil` where that is not known, as in a progressive picture.
  var entryPoints: JPEGEntryPoints? {
    var entries: UnsafePointer<psj_entry>?
    let count = psj_entries(handle, &entries)
    return count > 0 ? JPEGEntryPoints(UnsafeBufferPointer(start: entries, count: count)) : nil
  }

  /// Makes use of what an earlier decompressor of the same bytes has found.
  ///
  /// What is skipped then costs nothing. To be called after `start`, before the first row.
  ///
  /// - Parameter entryPoints: Must outlive the decompressor.
  func use(_ entryPoints: JPEGEntryPoints) {
    _ = psj_use_entries(handle, entryPoints.entries.baseAddress, entryPoints.entries.count)
  }

  /// The first damage met while decoding, with the stored rows that the data reaches; `nil` while
  /// there is none.
  var damage: (detail: String, reachedRows: Int)? {
    var rows: Int32 = 0
    guard let detail = psj_damage(handle, &rows) else { return nil }
    return (String(cString: detail), Int(rows))
  }

  /// What went wrong in the last call that failed.
  var failureDetail: String { String(cString: psj_message(handle)) }

  private static func error(_ status: psj_status, _ handle: OpaquePointer) -> PhotoError {
    let detail = String(cString: psj_message(handle))
    return switch status {
    case PSJ_UNSUPPORTED: .unsupportedVariant(.jpeg, detail: detail)
    case PSJ_NO_MEMORY: .outOfMemory
    default: .corrupt(.jpeg, detail: detail)
    }
  }
}
