/// A reason why the journal could not be read or written; what was in it before is still there.
public enum JournalError: Error, Equatable {
  /// The journal is there but cannot be read.
  case unreadable(path: String, reason: String)
  /// Nothing was added to the journal.
  case notWritten(path: String, reason: String)
  /// Nothing was added to the journal, as the torn end could not be moved to the file `copy` first.
  case tornEndNotSetAside(path: String, copy: String, reason: String)
  /// Writing failed, and what it left at the journal's end could not be removed.
  ///
  /// The next append sets an incomplete line aside; a complete one may count after all.
  case leftIncomplete(path: String, reason: String, cleanUpReason: String)
}
