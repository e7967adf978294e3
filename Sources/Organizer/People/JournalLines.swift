/// The lines of a journal that are not blank, without their line ends.
struct JournalLines {
  /// The number of the line returned last; the first line is 1.
  private(set) var number = 0

  private let bytes: UnsafeBufferPointer<UInt8>
  private var position: Int

  /// Starts before the first line, after a byte order mark if there is one.
  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    position = Self.byteOrderMarkCount(of: bytes)
  }

  /// Returns the length of the byte order mark at the start, 3 or 0.
  static func byteOrderMarkCount(of bytes: some Sequence<UInt8>) -> Int {
    bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  /// Whether a byte is white space of JSON.
  static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
  }

  /// Returns the next line that is not blank, with neither CR nor LF at its end.
  mutating func next() -> UnsafeBufferPointer<UInt8>? {
    while position < bytes.count {
      let rest = bytes[position...]
      let end = rest.firstIndex(of: 0x0A) ?? bytes.count
      number += 1
      position = end + 1
      let line = rest[..<end]
      guard let last = line.lastIndex(where: { !Self.isBlank($0) }) else { continue }
      return UnsafeBufferPointer(rebasing: line[...last])
    }
    return nil
  }
}
