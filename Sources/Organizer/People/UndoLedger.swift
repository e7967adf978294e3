/// Which entries of a journal count, as entries are undone and undoing is undone.
///
/// An entry counts unless an entry that counts undoes it.
struct UndoLedger: Equatable, Sendable {
  private(set) var positions: [EntryID: Int] = [:]
  private(set) var targets: [Int?] = []
  private var countingUndos: [Int] = []

  /// The number of entries.
  var count: Int { targets.count }

  /// Whether the entry at a position counts.
  func counts(_ position: Int) -> Bool { countingUndos[position] == 0 }

  /// Adds the next entry.
  ///
  /// - Parameters:
  ///   - id: The entry's identifier.
  ///   - target: The entry it undoes, if it is an undo; one that is not in the ledger is nothing.
  /// - Returns: Whether the entry was added; one whose identifier is known is not.
  /// - Complexity: O(*n*) in the number of entries that the undo reaches, one undoing the other.
  mutating func append(_ id: EntryID, undoing target: EntryID?) -> Bool {
    guard positions[id] == nil else { return false }
    let target = target.flatMap { positions[$0] }
    positions[id] = count
    targets.append(target)
    countingUndos.append(0)
    var next = target
    var change = 1
    while let position = next {
      let before = counts(position)
      countingUndos[position] += change
      let after = counts(position)
      // Where what counts stays the same, nothing changes further on either.
      guard before != after else { break }
      change = after ? 1 : -1
      next = targets[position]
    }
    return true
  }
}
