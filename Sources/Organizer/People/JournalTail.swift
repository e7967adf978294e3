/// How a journal ends: what the next append has to do first.
enum JournalTail: Equatable {
  /// With a newline, or the journal is empty.
  case complete
  /// With a whole JSON document that lacks only its newline, as an editor may leave it.
  case unterminated
  /// With bytes, from this offset on, that are no JSON document: a write that a power cut ended.
  ///
  /// Some file systems leave zeros in place of what was not written; they are part of it.
  case torn(start: Int)

  /// Looks at the last line that is not blank.
  init(of bytes: [UInt8]) {
    let first = JournalLines.byteOrderMarkCount(of: bytes)
    guard let last = bytes[first...].lastIndex(where: { !JournalLines.isBlank($0) }) else {
      self = .complete
      return
    }
    let start = bytes[first..<last].lastIndex(of: 0x0A).map { $0 + 1 } ?? first
    let isDocument = bytes.withUnsafeBufferPointer { bytes in
      switch JournalLine(UnsafeBufferPointer(rebasing: bytes[start...last])) {
      case .notJSON: false
      case .entry, .malformed, .newer: true
      }
    }
    if !isDocument {
      self = .torn(start: start)
    } else {
      self = bytes[last...].contains(0x0A) ? .complete : .unterminated
    }
  }
}
