import CJPEG

/// Places in the bytes of a JPEG where decoding can begin, so that a second decode of the same bytes
/// reads little more than it shows.
struct JPEGEntryPoints: Sendable {
  private let entries: [psj_entry]

  /// Copies what a decompressor has found.
  init(_ entries: UnsafeBufferPointer<psj_entry>) { self.entries = Array(entries) }

  /// Returns what `body` makes of them, from the top of the picture down.
  func withEntries<Result>(_ body: (UnsafeBufferPointer<psj_entry>) -> Result) -> Result {
    entries.withUnsafeBufferPointer(body)
  }
}
