import CJPEG

/// Where each row of coding units begins in the bytes of a JPEG, so that a second decode of the same
/// bytes can begin at any of them.
struct JPEGRowStarts: Sendable {
  private let starts: [psj_row_start]

  /// Copies what a decompressor has found.
  init(_ starts: UnsafeBufferPointer<psj_row_start>) { self.starts = Array(starts) }

  /// Returns what `body` makes of them, from the topmost row down.
  func withStarts<Result>(_ body: (UnsafeBufferPointer<psj_row_start>) -> Result) -> Result {
    starts.withUnsafeBufferPointer(body)
  }
}
