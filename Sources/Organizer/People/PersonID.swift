import Crypto

/// The identifier of a person: it stays when the name changes.
public struct PersonID: Hashable, Sendable, CustomStringConvertible {
  /// The identifier as the journal has it, `p-` and at least eight hexadecimal digits; not empty.
  public let description: String

  /// Takes an identifier from text, or `nil` if it is empty.
  public init?(_ text: String) {
    guard !text.isEmpty else { return nil }
    description = text
  }

  private init(known text: String) {
    description = text
  }

  /// Whether a text is such as new people's identifiers are: `p-` and eight hexadecimal digits or more.
  static func isDerived(_ text: String) -> Bool {
    let digits = text.dropFirst(2).prefix { $0 != "-" }
    return text.hasPrefix("p-") && digits.utf8.count >= 8 && digits.allSatisfy(\.isHexDigit)
  }

  /// Derives the identifier of a new person from the name and the first face given.
  ///
  /// The same decision on the same library gives the same identifier, whenever it is made.
  ///
  /// - Parameters:
  ///   - name: The name, normalized as ``PersonName`` is.
  ///   - face: The first face that gets the name.
  ///   - isTaken: Whether somebody else has an identifier already; the identifier is made longer
  ///     until it says no.
  static func derived(
    name: PersonName, firstFace face: FaceReference, isTaken: (PersonID) -> Bool
  ) -> PersonID {
    var source = Array(name.text.utf8)
    source.append(UInt8(ascii: "\n"))
    source += face.photo.description.utf8
    for value in face.box.values {
      source.append(UInt8(ascii: " "))
      source.appendDecimal(value, places: FractionalBox.places)
    }
    let digits = PhotoDigest(of: source).hexadecimal
    for count in stride(from: 8, through: digits.count, by: 4) {
      let candidate = PersonID(known: "p-" + digits.prefix(count))
      if !isTaken(candidate) { return candidate }
    }
    // Reached only by giving and changing the same name of the same face over and over.
    var attempt = 2
    while isTaken(PersonID(known: "p-\(digits)-\(attempt)")) { attempt += 1 }
    return PersonID(known: "p-\(digits)-\(attempt)")
  }
}

extension PersonID: Comparable {
  /// Orders identifiers by their Unicode scalars.
  public static func < (left: PersonID, right: PersonID) -> Bool {
    left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
  }
}
