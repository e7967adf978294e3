internal import Foundation

#if canImport(Glibc)
  internal import Glibc
#endif

/// Writes to standard output and error.
enum Terminal {
  /// Writes a line to standard output.
  static func print(_ line: String) { write(Array((line + "\n").utf8)) }

  /// Writes bytes to standard output; ends quietly when nobody reads any more, and with a sentence
  /// when they cannot be written: half a table must not look like a whole one.
  static func write(_ bytes: [UInt8]) { write(bytes, to: STDOUT_FILENO) }

  /// Writes a line to standard error.
  static func error(_ line: String) { write(Array((line + "\n").utf8), to: STDERR_FILENO) }

  /// Writes to standard error without ending the line.
  static func status(_ text: String) { write(Array(text.utf8), to: STDERR_FILENO) }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) {
    bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count {
        let count = Glibc.write(
          descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else {
          // A closed pipe (`photosort export | head`) is the reader's wish, not a failure.
          if errno == EPIPE { exit(0) }
          guard descriptor == STDOUT_FILENO else { return }
          let reason = String(cString: strerror(errno))
          error("photosort: standard output cannot be written: \(reason)")
          exit(EXIT_FAILURE)
        }
        done += count
      }
    }
  }

  /// Whether progress can be shown: standard error is a terminal that can move its cursor.
  static var showsProgress: Bool {
    isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
  }

  /// The columns of the terminal, 80 when they are not known.
  static var width: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// Text as it can be shown on a line: characters that would move the cursor, or the text around
  /// them, as escapes.
  static func visible(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isDisturbing) else { return text }
    return text.unicodeScalars.map { scalar in
      isDisturbing(scalar) ? scalar.escaped(asASCII: true) : String(scalar)
    }.joined()
  }

  /// Whether a scalar is a control character, or changes the direction of what follows it
  /// (embeddings, overrides and isolates of Unicode's annex 9).
  private static func isDisturbing(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x202A...0x202E, 0x2066...0x2069: true
    default: scalar.properties.generalCategory == .control
    }
  }
}
