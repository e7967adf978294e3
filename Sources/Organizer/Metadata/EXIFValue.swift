import CEXIF

/// The value of one EXIF tag as the file holds it.
///
/// A question that does not fit its type is answered by `nil`.
struct EXIFValue {
  /// A fraction as recorded; the denominator may be zero.
  struct Rational: Equatable {
    let numerator: Int
    let denominator: Int

    /// The quotient, or `nil` for a denominator of zero.
    var value: Double? {
      denominator == 0 ? nil : Double(numerator) / Double(denominator)
    }
  }

  let format: ExifFormat
  let bytes: [UInt8]
  let isBigEndian: Bool

  /// The text up to its first NUL, without surrounding blanks; `nil` if nothing is left or the type
  /// is not text.
  ///
  /// The standard asks for ASCII; UTF-8 is common, and what is neither is read as Latin-1. Control
  /// characters become blanks, so that a hostile file cannot steer a terminal.
  var text: String? {
    guard format == EXIF_FORMAT_ASCII else { return nil }
    let content = bytes.prefix { $0 != 0 }
    let decoded =
      String(validating: content, as: UTF8.self)
      ?? String(String.UnicodeScalarView(content.map { Unicode.Scalar($0) }))
    let visible = decoded.unicodeScalars.map {
      $0.properties.generalCategory == .control ? " " : $0
    }
    let words = String(String.UnicodeScalarView(visible)).split(
      separator: " ", omittingEmptySubsequences: false)
    let trimmed = words.drop { $0.isEmpty }.reversed().drop { $0.isEmpty }.reversed()
    return trimmed.isEmpty ? nil : trimmed.joined(separator: " ")
  }

  /// The first of one or more whole numbers.
  var integer: Int? {
    switch format {
    case EXIF_FORMAT_BYTE: bytes.first.map { Int($0) }
    case EXIF_FORMAT_SHORT: unsigned(at: 0, byteCount: 2).map { Int($0) }
    case EXIF_FORMAT_LONG: unsigned(at: 0, byteCount: 4).map { Int($0) }
    default: nil
    }
  }

  /// All fractions; `nil` if the type is another.
  var rationals: [Rational]? {
    let isSigned = format == EXIF_FORMAT_SRATIONAL
    guard isSigned || format == EXIF_FORMAT_RATIONAL else { return nil }
    return stride(from: 0, through: bytes.count - 8, by: 8).compactMap { offset in
      guard let first = unsigned(at: offset, byteCount: 4),
        let second = unsigned(at: offset + 4, byteCount: 4)
      else { return nil }
      return isSigned
        ? Rational(
          numerator: Int(Int32(bitPattern: first)), denominator: Int(Int32(bitPattern: second)))
        : Rational(numerator: Int(first), denominator: Int(second))
    }
  }

  private func unsigned(at offset: Int, byteCount: Int) -> UInt32? {
    guard offset + byteCount <= bytes.count else { return nil }
    let digits = bytes[offset..<offset + byteCount]
    return isBigEndian
      ? digits.reduce(0) { $0 << 8 | UInt32($1) }
      : digits.reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }
}
