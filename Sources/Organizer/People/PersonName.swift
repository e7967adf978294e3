import Foundation

/// A person's name: any Unicode text of one line, trimmed and in normalization form C.
///
/// Names are equal when they are canonically equivalent; upper and lower case differ.
public struct PersonName: Hashable, Sendable, CustomStringConvertible {
  /// The largest length, in UTF-8 bytes.
  public static let largestByteCount = 500

  /// The name; not empty.
  public let text: String
  /// What names that differ only by case have in common.
  ///
  /// Upper case first, as it maps more letters onto each other (ß and SS, both small sigmas). Kept,
  /// as a new name is compared with all.
  let caseless: String

  /// A reason why a text is no name.
  public enum Problem: Error, Equatable {
    /// Nothing in it can be seen.
    case empty
    /// It has this control character or line break.
    case controlCharacter(Unicode.Scalar)
    /// It has this many UTF-8 bytes.
    case tooLong(byteCount: Int)
    /// Commands take it for a cluster, as `unknown-12`, or for a person, as `p-407d5cbd`.
    case identifier
  }

  /// Makes a name of what a person typed, without the white space around it.
  ///
  /// - Throws: ``Problem``.
  public init(_ typed: String) throws(Problem) {
    let text = Self.normalized(typed)
    guard Self.isVisible(text) else { throw .empty }
    if let control = text.unicodeScalars.first(where: Self.isControl) {
      throw .controlCharacter(control)
    }
    let byteCount = text.utf8.count
    guard byteCount <= Self.largestByteCount else { throw .tooLong(byteCount: byteCount) }
    guard !Self.isIdentifier(text) else { throw .identifier }
    self.text = text
    caseless = Self.caseless(text)
  }

  /// Takes the name an entry of the journal has, whatever its length: a decision is never dropped
  /// over the form of a name.
  ///
  /// Control characters, which photosort never writes, become spaces; a name with nothing to see
  /// is `nil`.
  init?(journaled: String) {
    var text = journaled
    if text.unicodeScalars.contains(where: Self.isControl) {
      let scalars = text.unicodeScalars.map { Self.isControl($0) ? " " : $0 }
      text = String(String.UnicodeScalarView(scalars))
    }
    text = Self.normalized(text)
    guard Self.isVisible(text) else { return nil }
    self.text = text
    caseless = Self.caseless(text)
  }

  /// The name.
  public var description: String { text }

  private static func caseless(_ text: String) -> String { text.uppercased().lowercased() }

  /// Whether a name would be taken for a cluster or a person; a mere number may be somebody's, as a
  /// folder of references has it.
  private static func isIdentifier(_ text: String) -> Bool {
    (Int(text) == nil && Decisions.clusterNumber(text) != nil) || PersonID.isDerived(text)
  }

  /// The text without white space around it, in normalization form C.
  static func normalized(_ text: String) -> String {
    let start = text.unicodeScalars.drop(while: \.properties.isWhitespace)
    guard let last = start.lastIndex(where: { !$0.properties.isWhitespace }) else { return "" }
    let trimmed = String(start[...last])
    // Below U+0300 every text is in normalization form C (Unicode's NFC_Quick_Check), and most
    // names are below it.
    return trimmed.unicodeScalars.allSatisfy { $0.value < 0x300 }
      ? trimmed : trimmed.precomposedStringWithCanonicalMapping
  }

  private static func isVisible(_ text: String) -> Bool {
    text.unicodeScalars.contains { scalar in
      let properties = scalar.properties
      return !properties.isWhitespace && !properties.isDefaultIgnorableCodePoint
        && !isControl(scalar)
    }
  }

  /// Whether a scalar is of Unicode's categories Cc, Zl or Zp, whose members never change.
  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0...0x1F, 0x7F...0x9F, 0x2028, 0x2029: true
    default: false
    }
  }
}

extension PersonName: Comparable {
  /// Orders names by their Unicode scalars, the same in every language.
  public static func < (left: PersonName, right: PersonName) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }
}
