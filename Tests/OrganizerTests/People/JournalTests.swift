import Foundation
import Organizer
import Synchronization
import Testing

@Suite struct JournalTests {
  /// Runs a closure with the path of a journal in a folder of its own.
  private func withJournal<Result>(_ body: (String) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "photosort-journal-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let result = Swift.Result { try body(folder.appending(path: "people.jsonl").path) }
    try FileManager.default.removeItem(at: folder)
    return try result.get()
  }

  private func bytes(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: path)))
  }

  @Test func journalThatDoesNotExistIsEmptyAndIsMadeByTheFirstAppend() throws {
    try withJournal { path in
      let journal = Journal(path: path)
      #expect(try journal.read().entries.isEmpty)
      var samples = PeopleSamples(seed: 20)
      let entries = try samples.entries(2)
      try journal.append(entries)
      #expect(try bytes(path) == entries.flatMap { $0.line() })
    }
  }

  @Test func appendingNothingMakesNoFile() throws {
    try withJournal { path in
      try Journal(path: path).append([])
      #expect(!FileManager.default.fileExists(atPath: path))
    }
  }

  @Test func appendsAreReadBackInOrder() throws {
    try withJournal { path in
      var samples = PeopleSamples(seed: 21)
      let entries = try samples.entries(30)
      for start in stride(from: 0, to: 30, by: 3) {
        try Journal(path: path).append(Array(entries[start..<start + 3]))
      }
      #expect(try Journal(path: path).read().entries == entries)
    }
  }

  @Test func folderInPlaceOfTheJournalIsToldAsUnreadable() throws {
    try withJournal { path in
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
      #expect(throws: JournalError.unreadable(path: path, reason: "Is a directory")) {
        try Journal(path: path).read()
      }
    }
  }

  @Test func missingFolderIsToldAndNothingWritten() throws {
    try withJournal { path in
      var samples = PeopleSamples(seed: 22)
      let path = path + "/none/people.jsonl"
      let entries = try samples.entries(1)
      #expect(throws: JournalError.self) { try Journal(path: path).append(entries) }
    }
  }

  /// Power fails after any number of bytes of the last line; the next append sets them aside.
  @Test func tornLastLineIsSetAsideByTheNextAppend() throws {
    try withJournal { path in
      var samples = PeopleSamples(seed: 23)
      let entries = try samples.entries(5)
      let whole = entries[..<3].flatMap { $0.line() }
      let torn = entries[3].line()
      for count in [1, 2, torn.count / 2, torn.count - 2] {
        try Data(whole + torn[..<count]).write(to: URL(fileURLWithPath: path))
        let copy = try #require(try Journal(path: path).append([entries[4]]))
        #expect(try bytes(copy) == Array(torn[..<count]))
        #expect(try bytes(path) == whole + entries[4].line())
      }
      let names = try FileManager.default.contentsOfDirectory(
        atPath: URL(fileURLWithPath: path).deletingLastPathComponent().path)
      #expect(names.sorted() == ["people.jsonl"] + (1...4).map { "people.jsonl.torn-\($0)" })
    }
  }

  @Test func wholeLineWithoutNewlineIsCompleted() throws {
    try withJournal { path in
      var samples = PeopleSamples(seed: 24)
      let entries = try samples.entries(3)
      try Data(entries[..<2].flatMap { $0.line() }.dropLast()).write(to: URL(fileURLWithPath: path))
      #expect(try Journal(path: path).append([entries[2]]) == nil)
      #expect(try bytes(path) == entries.flatMap { $0.line() })
    }
  }

  @Test func appendNeverChangesEarlierBytes() throws {
    try withJournal { path in
      var samples = PeopleSamples(seed: 25)
      let odd = "\u{FEFF}{\"v\":9,\"id\":\"e\",\"op\":\"dream\"}\r\nrubbish\n\n"
      let before = Array(odd.utf8) + (try samples.entry()).line()
      try Data(before).write(to: URL(fileURLWithPath: path))
      let entry = try samples.entry()
      try Journal(path: path).append([entry])
      #expect(try bytes(path) == before + entry.line())
    }
  }

  /// Every call of an append fails in turn, with and without a torn end, with and without clean-up
  /// working: what was in the journal is still there, and a thrown append left nothing behind.
  @Test(arguments: [false, true], [false, true])
  func failingCallLeavesTheJournalWhole(isTorn: Bool, keepsFailing: Bool) throws {
    var samples = PeopleSamples(seed: 26)
    let earlier = try samples.entries(4)
    let added = try samples.entries(2)
    let whole = earlier.flatMap { $0.line() }
    let torn = isTorn ? Array(try samples.entry().line().dropLast(7)) : []
    var failures = 0
    for call in 0..<40 {
      try withJournal { path in
        try Data(whole + torn).write(to: URL(fileURLWithPath: path))
        let disk = FailingDisk(failingCall: call, keepsFailing: keepsFailing)
        do {
          try Journal(path: path, files: disk.files).append(added)
          #expect(!disk.hasFailed)
        } catch let error as JournalError {
          failures += 1
          try expectHarmless(error, path: path, whole: whole, torn: torn, added: added)
        }
        #expect(try bytes(path).starts(with: whole))
        // And the next append, on a disk that works again, mends what is left to mend.
        let next = try samples.entry()
        try Journal(path: path).append([next])
        let read = try Journal(path: path).read()
        #expect(read.problems.isEmpty)
        #expect(Array(read.entries.prefix(4)) == earlier)
        #expect(read.entries.last == next)
      }
    }
    #expect(failures >= 4)
  }

  private func expectHarmless(
    _ error: JournalError, path: String, whole: [UInt8], torn: [UInt8], added: [JournalEntry]
  ) throws {
    let left = try bytes(path)
    switch error {
    case .unreadable, .tornEndNotSetAside, .notWritten:
      #expect(left == whole || left == whole + torn)
    case .leftIncomplete:
      #expect(left.starts(with: whole))
      #expect((whole + torn + added.flatMap { $0.line() }).starts(with: left) || !torn.isEmpty)
    }
  }

  @Test func halfWrittenLineIsRemovedAndToldAsAFullDisk() throws {
    try withJournal { path in
      var samples = PeopleSamples(seed: 27)
      let entries = try samples.entries(2)
      try Journal(path: path).append([entries[0]])
      var files = JournalFiles.system
      files.write = { file, bytes throws(SystemError) in
        try JournalFiles.system.write(file, Array(bytes[..<(bytes.count / 2)]))
      }
      let expected = JournalError.notWritten(path: path, reason: "No space left on device")
      #expect(throws: expected) { try Journal(path: path, files: files).append([entries[1]]) }
      #expect(try bytes(path) == entries[0].line())
    }
  }

  @Test func severalEntriesGoInOneWriteAndOneSynchronization() throws {
    try withJournal { path in
      var samples = PeopleSamples(seed: 28)
      try Journal(path: path).append([try samples.entry()])
      let disk = FailingDisk(failingCall: nil, keepsFailing: false)
      try Journal(path: path, files: disk.files).append(try samples.entries(50))
      #expect(disk.calls == ["open", "length", "read", "read", "open", "length", "write", "fsync"])
    }
  }

  @Test func newJournalsFolderIsSynchronized() throws {
    try withJournal { path in
      var samples = PeopleSamples(seed: 29)
      let disk = FailingDisk(failingCall: nil, keepsFailing: false)
      try Journal(path: path, files: disk.files).append(try samples.entries(1))
      #expect(disk.calls == ["open", "open", "length", "write", "fsync", "open", "fsync"])
    }
  }
}

/// The operating system's calls, one of which fails.
private final class FailingDisk: Sendable {
  private struct State {
    var calls: [String] = []
    var hasFailed = false
  }

  private let state = Mutex(State())
  private let failingCall: Int?
  private let keepsFailing: Bool

  init(failingCall: Int?, keepsFailing: Bool) {
    self.failingCall = failingCall
    self.keepsFailing = keepsFailing
  }

  var calls: [String] { state.withLock(\.calls) }
  var hasFailed: Bool { state.withLock(\.hasFailed) }

  private func count(_ call: String) throws(SystemError) {
    let fails = state.withLock { state in
      state.calls.append(call)
      guard let failingCall else { return false }
      let number = state.calls.count - 1
      let fails = keepsFailing ? number >= failingCall : number == failingCall
      state.hasFailed = state.hasFailed || fails
      return fails
    }
    if fails { throw SystemError(code: EIO) }
  }

  var files: JournalFiles {
    let system = JournalFiles.system
    var files = system
    files.open = { path, purpose throws(SystemError) in
      try self.count("open")
      return try system.open(path, purpose)
    }
    files.read = { file, count throws(SystemError) in
      try self.count("read")
      return try system.read(file, count)
    }
    files.write = { file, bytes throws(SystemError) in
      try self.count("write")
      return try system.write(file, bytes)
    }
    files.synchronize = { file throws(SystemError) in
      try self.count("fsync")
      try system.synchronize(file)
    }
    files.length = { file throws(SystemError) in
      try self.count("length")
      return try system.length(file)
    }
    files.truncate = { file, length throws(SystemError) in
      try self.count("truncate")
      try system.truncate(file, length)
    }
    return files
  }
}
