/// The chunks of a PNG, for what libpng's simplified API does not hand out.
///
/// The lengths come from the file and are believed only as far as the file goes.
struct PNGChunks: Sequence, IteratorProtocol {
  /// The four letters of a chunk's type, first letter in the highest byte.
  struct Kind: Equatable {
    let code: UInt32

    static let header = Kind(code: 0x4948_4452)  // IHDR
    static let exif = Kind(code: 0x6558_4966)  // eXIf
    static let end = Kind(code: 0x4945_4E44)  // IEND
  }

  private let bytes: UnsafeRawBufferPointer
  private var position = 8  // after the signature

  init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
  }

  /// Returns the next chunk that lies in the file completely.
  mutating func next() -> (kind: Kind, data: UnsafeRawBufferPointer)? {
    // Length, type, data, checksum (PNG specification, section 5.3).
    guard let length = bigEndian32(at: position), let code = bigEndian32(at: position + 4),
      Int(length) <= bytes.count - position - 12
    else { return nil }
    let start = position + 8
    position = start + Int(length) + 4
    return (Kind(code: code), UnsafeRawBufferPointer(rebasing: bytes[start..<start + Int(length)]))
  }

  /// The sides that the image header gives, in pixels, each from 1 to 2³¹ − 1; `nil` if it gives
  /// none.
  var size: (width: Int, height: Int)? {
    var chunks = self
    guard let chunk = chunks.next(), chunk.kind == .header, chunk.data.count == 13 else {
      return nil
    }
    let sides = PNGChunks(chunk.data)
    guard let width = sides.bigEndian32(at: 0), let height = sides.bigEndian32(at: 4) else {
      return nil
    }
    let legal = 1...UInt32(Int32.max)
    guard legal.contains(width), legal.contains(height) else { return nil }
    return (Int(width), Int(height))
  }

  /// Returns the data of the first chunk of a kind; a damaged chunk before it ends the search.
  func first(_ kind: Kind) -> UnsafeRawBufferPointer? {
    first { $0.kind == kind || $0.kind == .end }.flatMap { $0.kind == kind ? $0.data : nil }
  }

  private func bigEndian32(at offset: Int) -> UInt32? {
    guard offset + 4 <= bytes.count else { return nil }
    return UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }
}
