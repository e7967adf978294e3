public import Foundation

/// A line of `photosort log`, as facts.
public struct PeopleLogLine: Sendable, Equatable {
  /// What an entry did.
  public enum Event: Sendable, Equatable {
    /// So many faces were given to a person.
    case named(PersonID, PersonName, faceCount: Int)
    /// So many reference faces of a person were enrolled.
    case enrolled(PersonID, PersonName, faceCount: Int, source: String?)
    /// A person got another name; `from` is `nil` for a person nobody had heard of then.
    case renamed(PersonID, from: PersonName?, to: PersonName)
    /// An entry was taken back.
    case undid(EntryID)
    /// A newer photosort did something.
    case unknown(operation: String, version: Int)
  }

  /// The entry.
  public let entry: EntryID
  /// When it was made; `nil` if the journal does not say it legibly.
  public let at: Date?
  /// What it did.
  public let event: Event
  /// Whether it was taken back since.
  public let isUndone: Bool
}

extension PeopleState {
  /// What happened, the earliest first.
  public var log: [PeopleLogLine] {
    var names = NamesOverTime()
    return history.enumerated().map { position, entry in
      let event = names.take(entry, at: position)
      return PeopleLogLine(
        entry: entry.id, at: entry.at, event: event, isUndone: !ledger.counts(position))
    }
  }
}

/// The names people had when each entry was made, with what had been undone by then.
private struct NamesOverTime {
  private enum Naming {
    case first(Int, PersonName)
    case later(Int, PersonName)
  }

  private var ledger = UndoLedger()
  private var namings: [PersonID: [Naming]] = [:]

  mutating func take(_ entry: JournalEntry, at position: Int) -> PeopleLogLine.Event {
    var target: EntryID?
    if case .undo(let of) = entry.operation { target = of }
    _ = ledger.append(entry.id, undoing: target)
    switch entry.operation {
    case .name(let person, let name, let faces):
      namings[person, default: []].append(.first(position, name))
      return .named(person, name, faceCount: faces.count)
    case .enroll(let person, let name, let faces, let source):
      namings[person, default: []].append(.first(position, name))
      return .enrolled(person, name, faceCount: faces.count, source: source)
    case .rename(let person, let name):
      let old = self.name(of: person)
      namings[person, default: []].append(.later(position, name))
      return .renamed(person, from: old, to: name)
    case .undo(let of):
      return .undid(of)
    case .unknown(let operation, let version, _):
      return .unknown(operation: operation, version: version)
    }
  }

  /// Follows a person's namings as `PeopleState` does.
  private func name(of person: PersonID) -> PersonName? {
    var current: PersonName?
    for naming in namings[person] ?? [] {
      switch naming {
      case .first(let position, let name) where ledger.counts(position):
        current = current ?? name
      case .later(let position, let name) where ledger.counts(position) && current != nil:
        current = name
      case .first, .later:
        continue
      }
    }
    return current
  }
}
