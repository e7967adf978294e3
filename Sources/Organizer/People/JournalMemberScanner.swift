/// A fast reader of the members before an entry's faces, in the form `JournalEntry.line()` writes.
///
/// One click in the review is one line, so that a journal may have as many lines as faces, and
/// `JSONDecoder` takes over 10 µs a line: more than a second before every command for 100,000
/// clicks. What differs from the form by as much as a space, or has an escape, is left to it.
struct JournalMemberScanner {
  private static let start = Array("{\"v\":1".utf8)

  private let bytes: UnsafeBufferPointer<UInt8>
  private var position: Int

  /// Starts behind the version; `nil` if the line does not start with that of this photosort.
  ///
  /// - Parameter bytes: The line without its faces and without its closing brace.
  init?(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard bytes.starts(with: Self.start) else { return nil }
    self.bytes = bytes
    position = Self.start.count
  }

  /// Whether everything was taken.
  var isAtEnd: Bool { position == bytes.count }

  /// Takes the next member if it has this key and a text without escapes.
  mutating func text(of key: StaticString) -> String? {
    let start = position
    let keyBytes = UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount)
    guard take(UInt8(ascii: ",")), take(UInt8(ascii: "\"")),
      bytes[position...].starts(with: keyBytes)
    else {
      position = start
      return nil
    }
    position += keyBytes.count
    guard take(UInt8(ascii: "\"")), take(UInt8(ascii: ":")), let text = text() else {
      position = start
      return nil
    }
    return text
  }

  private mutating func text() -> String? {
    guard take(UInt8(ascii: "\"")) else { return nil }
    let start = position
    var union: UInt8 = 0
    while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
      guard bytes[position] != UInt8(ascii: "\\"), bytes[position] >= 0x20 else { return nil }
      union |= bytes[position]
      position += 1
    }
    let text = UnsafeBufferPointer(rebasing: bytes[start..<position])
    guard take(UInt8(ascii: "\"")) else { return nil }
    return union < 0x80
      ? String(decoding: text, as: UTF8.self) : String(validating: text, as: UTF8.self)
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }
}
