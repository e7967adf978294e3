/// The entries that take decisions back, or bring them back.
public struct UndoPlan: Sendable, Equatable {
  /// What the journal should get.
  public let entries: [JournalEntry]
  /// The decisions concerned, the latest first for an undo.
  public let decisions: [JournalEntry]
}

extension PeopleState {
  /// Returns the entries that take back the latest decisions that count, the latest first.
  ///
  /// An undo is no decision by itself: undoing twice takes back two decisions. Decisions of a newer
  /// photosort are passed over.
  ///
  /// - Parameters:
  ///   - count: How many decisions to take back, at least 1; all, if there are fewer.
  ///   - clock: Where the entries' time and identifiers come from.
  /// - Throws: ``PeopleError/nothingToUndo``.
  public func undoing(last count: Int, clock: JournalClock = .system) throws(PeopleError)
    -> UndoPlan
  {
    precondition(count >= 1, "at least one decision is taken back")
    let latest = history.indices.reversed().lazy.filter { position in
      switch history[position].operation {
      case .name, .rename, .enroll: ledger.counts(position)
      case .undo, .unknown: false
      }
    }
    let decisions = latest.prefix(count).map { history[$0] }
    guard !decisions.isEmpty else { throw .nothingToUndo }
    return UndoPlan(
      entries: decisions.map { clock.entry(.undo(of: $0.id)) }, decisions: Array(decisions))
  }

  /// Returns the entries that bring back the decisions taken back last, by undoing the undo.
  ///
  /// - Parameters:
  ///   - count: How many decisions to bring back, at least 1; all, if there are fewer.
  ///   - clock: Where the entries' time and identifiers come from.
  /// - Throws: ``PeopleError/nothingToRedo``.
  public func redoing(last count: Int, clock: JournalClock = .system) throws(PeopleError)
    -> UndoPlan
  {
    precondition(count >= 1, "at least one decision is brought back")
    let latest = history.indices.reversed().lazy.filter { position in
      // An undo of an undo is a redo, which `undoing` takes back.
      guard ledger.counts(position), let target = ledger.targets[position] else { return false }
      return ledger.targets[target] == nil
    }
    let undos = Array(latest.prefix(count))
    guard !undos.isEmpty else { throw .nothingToRedo }
    return UndoPlan(
      entries: undos.map { clock.entry(.undo(of: history[$0].id)) },
      decisions: undos.compactMap { ledger.targets[$0] }.map { history[$0] })
  }
}
