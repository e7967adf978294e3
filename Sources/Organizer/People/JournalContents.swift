/// What a journal says, and what in it could not be read.
public struct JournalContents: Sendable, Equatable {
  /// The entries in the file's order, each identifier once.
  public private(set) var entries: [JournalEntry] = []
  /// What could not be read, in the file's order.
  ///
  /// None of it is lost: the file keeps it.
  public private(set) var problems: [JournalProblem] = []
  /// How many lines repeat an earlier entry word for word, as a journal merged from two copies has.
  public private(set) var repeatedLineCount = 0

  /// Reads the bytes of a journal; any bytes will do.
  ///
  /// A byte order mark, CR LF line ends and blank lines are accepted. What a power cut left at the
  /// end is told as ``JournalProblem/Kind/torn(byteCount:)``.
  public init(of bytes: [UInt8]) {
    var seen: [EntryID: Int] = [:]
    let end: Int
    var torn: JournalProblem.Kind?
    switch JournalTail(of: bytes) {
    case .torn(let start):
      end = start
      torn = .torn(byteCount: bytes.count - start)
    case .complete, .unterminated:
      end = bytes.count
    }
    bytes.withUnsafeBufferPointer { bytes in
      var lines = JournalLines(UnsafeBufferPointer(rebasing: bytes[..<end]))
      while let line = lines.next() { take(JournalLine(line), at: lines.number, seen: &seen) }
      if let torn { problems.append(JournalProblem(line: lines.number + 1, kind: torn)) }
    }
  }

  private mutating func take(
    _ line: JournalLine, at number: Int, seen: inout [EntryID: Int]
  ) {
    switch line {
    case .entry(let entry, let unreadableFaces):
      if unreadableFaces > 0 {
        report(.unreadableFaces(entry: entry.id, count: unreadableFaces), at: number)
      }
      take(entry, at: number, seen: &seen)
    case .newer(let version):
      report(.unknownOperation(nil, version: version), at: number)
    case .malformed(let member):
      report(.malformed(member: member), at: number)
    case .notJSON:
      report(.notJSON, at: number)
    }
  }

  private mutating func take(
    _ entry: JournalEntry, at number: Int, seen: inout [EntryID: Int]
  ) {
    if let earlier = seen[entry.id] {
      if entries[earlier] == entry {
        repeatedLineCount += 1
      } else {
        report(.conflictingRepetition(of: entry.id), at: number)
      }
      return
    }
    seen[entry.id] = entries.count
    entries.append(entry)
    if case .unknown(let operation, let version, _) = entry.operation {
      report(.unknownOperation(operation, version: version), at: number)
    }
  }

  private mutating func report(_ kind: JournalProblem.Kind, at line: Int) {
    problems.append(JournalProblem(line: line, kind: kind))
  }
}

/// A line of the journal that could not be read, or not wholly.
public struct JournalProblem: Sendable, Hashable {
  /// What is wrong.
  public enum Kind: Sendable, Hashable {
    /// The last line was not written to its end; the next append moves it into a file of its own.
    case torn(byteCount: Int)
    /// The line is damaged; it stays in the file and has no effect.
    case notJSON
    /// The line is no entry: this member is missing or is not what it should be.
    case malformed(member: String?)
    /// So many faces of an entry cannot be read; its other faces count.
    case unreadableFaces(entry: EntryID, count: Int)
    /// The entry has the identifier of an earlier, different one; the earlier one counts.
    case conflictingRepetition(of: EntryID)
    /// The entry was written by a newer photosort; it stays in the file and has no effect here.
    case unknownOperation(String?, version: Int)
  }

  /// The line of the file; the first line is 1.
  public let line: Int
  /// What is wrong with it.
  public let kind: Kind

  /// Tells a problem of a line.
  public init(line: Int, kind: Kind) {
    self.line = line
    self.kind = kind
  }
}
