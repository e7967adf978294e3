public import Foundation

/// Where new entries get their time and identifier from; tests pass a clock of their own.
public struct JournalClock: Sendable {
  /// Returns the time now.
  public let now: @Sendable () -> Date
  /// Returns an identifier that no entry has.
  public let newID: @Sendable () -> EntryID

  /// Makes a clock.
  public init(now: @escaping @Sendable () -> Date, newID: @escaping @Sendable () -> EntryID) {
    self.now = now
    self.newID = newID
  }

  /// The machine's clock, and random identifiers.
  public static let system = JournalClock(now: { Date() }, newID: { EntryID(UUID()) })

  /// Makes the entry of a decision taken now.
  func entry(_ operation: JournalOperation) -> JournalEntry {
    JournalEntry(id: newID(), at: now(), operation: operation)
  }
}
