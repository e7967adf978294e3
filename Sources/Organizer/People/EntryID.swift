public import Foundation

/// The identifier of a journal entry.
///
/// Entries of this version carry a lower-case UUID; any text is accepted when reading.
public struct EntryID: Hashable, Sendable, CustomStringConvertible {
  /// The identifier as the journal has it; not empty.
  public let description: String

  /// Takes an identifier from text, or `nil` if it is empty.
  public init?(_ text: String) {
    guard !text.isEmpty else { return nil }
    description = text
  }
}

extension EntryID {
  /// Makes the identifier of a new entry.
  public init(_ uuid: UUID) {
    description = uuid.uuidString.lowercased()
  }
}
