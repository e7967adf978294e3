public import Foundation

/// One decision, as the journal keeps it: a line of `people.jsonl`.
public struct JournalEntry: Hashable, Sendable {
  /// What tells this entry from all others.
  public let id: EntryID
  /// When the decision was made, in whole seconds; `nil` if a line does not say it legibly.
  public let at: Date?
  /// What was decided.
  public let operation: JournalOperation

  /// Makes an entry; the time loses its fraction of a second.
  public init(id: EntryID, at: Date?, operation: JournalOperation) {
    self.id = id
    self.at = at.map { Date(timeIntervalSince1970: $0.timeIntervalSince1970.rounded(.down)) }
    self.operation = operation
  }
}

/// What an entry of the journal decides.
public enum JournalOperation: Hashable, Sendable {
  /// These faces are this person, who is new if no earlier entry has the identifier.
  case name(person: PersonID, name: PersonName, faces: [FaceReference])
  /// This person is called so from now on.
  case rename(person: PersonID, name: PersonName)
  /// These faces are references of this person in the gallery, found in `source` (a folder, a file).
  case enroll(person: PersonID, name: PersonName, faces: [FaceReference], source: String?)
  /// An earlier entry does not count; taking back an undo makes its entry count again.
  case undo(of: EntryID)
  /// A decision made with a newer photosort: kept, shown and otherwise without effect here.
  case unknown(operation: String, version: Int, line: String)
}
