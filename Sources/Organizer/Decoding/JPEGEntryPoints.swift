import CJPEG

/// Places in the bytes of a JPEG where decoding can begin, so that a second decode of the same bytes
/// reads little more than it shows.
///
/// `@unchecked Sendable`: the memory is its own, and nobody changes it.
final class JPEGEntryPoints: @unchecked Sendable {
  /// The places, from the top of the picture down.
  ///
  /// They stay where they are while this object lives.
  let entries: UnsafeBufferPointer<psj_entry>

  /// Copies what a decompressor has found.
  init(_ found: UnsafeBufferPointer<psj_entry>) {
    let copy = UnsafeMutableBufferPointer<psj_entry>.allocate(capacity: found.count)
    _ = copy.initialize(from: found)
    entries = UnsafeBufferPointer(copy)
  }

  deinit { entries.deallocate() }
}
