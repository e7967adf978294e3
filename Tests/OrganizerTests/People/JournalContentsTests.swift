import Foundation
import Organizer
import Testing

@Suite struct JournalContentsTests {
  private func line(_ text: String) -> [UInt8] { Array((text + "\n").utf8) }

  @Test func nothingIsAnEmptyJournal() {
    for bytes in [[], [0xEF, 0xBB, 0xBF], Array("\n\r\n \n".utf8)] as [[UInt8]] {
      let contents = JournalContents(of: bytes)
      #expect(contents.entries.isEmpty)
      #expect(contents.problems.isEmpty)
    }
  }

  @Test func byteOrderMarkCRLFAndBlankLinesAreAccepted() throws {
    var samples = PeopleSamples(seed: 6)
    let entries = try samples.entries(20)
    let text = entries.map { String(decoding: $0.line(), as: UTF8.self) }.joined(separator: "\n")
    let bytes = [0xEF, 0xBB, 0xBF] + Array(text.replacing("\n", with: "\r\n").utf8)
    let contents = JournalContents(of: bytes)
    #expect(contents.entries == entries)
    #expect(contents.problems.isEmpty)
  }

  @Test func cutAtEveryByteOfTheLastLineGivesTheEarlierEntries() throws {
    var samples = PeopleSamples(seed: 7)
    let entries = try samples.entries(6)
    let earlier = entries.dropLast().flatMap { $0.line() }
    let last = try #require(entries.last).line()
    for count in 0..<last.count - 1 {
      let contents = JournalContents(of: earlier + last[..<count])
      #expect(contents.entries == Array(entries.dropLast()))
      let torn = JournalProblem(line: 6, kind: .torn(byteCount: count))
      #expect(contents.problems == (count == 0 ? [] : [torn]))
    }
    // Only the newline is missing: the closing brace shows that the entry is whole.
    #expect(JournalContents(of: earlier + last.dropLast()).entries == entries)
  }

  @Test func zerosAtTheEndAreTorn() throws {
    var samples = PeopleSamples(seed: 8)
    let entries = try samples.entries(3)
    let whole = entries.flatMap { $0.line() }
    let contents = JournalContents(of: whole + [UInt8](repeating: 0, count: 5000))
    #expect(contents.entries == entries)
    #expect(contents.problems == [JournalProblem(line: 4, kind: .torn(byteCount: 5000))])
  }

  @Test func damagedLineInTheMiddleIsToldAndSkipped() throws {
    var samples = PeopleSamples(seed: 9)
    let entries = try samples.entries(3)
    let lines = entries.map { $0.line() }
    let contents = JournalContents(of: lines[0] + lines[1].dropLast(5) + [0x0A] + lines[2])
    #expect(contents.entries == [entries[0], entries[2]])
    #expect(contents.problems == [JournalProblem(line: 2, kind: .notJSON)])
  }

  @Test(arguments: [
    (#"{"v":1,"op":"name"}"#, "id"), (#"{"v":1,"id":"","op":"name"}"#, "id"),
    (#"{"v":1,"id":"e"}"#, "op"), (#"{"v":0,"id":"e","op":"undo"}"#, "v"), ("{}", "v"),
    (#"{"v":1,"id":"e","op":"undo"}"#, "of"), (#"{"v":1,"id":"e","op":"undo","of":7}"#, "of"),
    (#"{"v":1,"id":"e","op":"rename","name":"A"}"#, "person"),
    (#"{"v":1,"id":"e","op":"rename","person":"p","name":" "}"#, "name"),
    (#"{"v":1,"id":"e","op":"name","person":"p","name":"A"}"#, "faces"),
  ])
  func lineWithoutAMemberIsToldWithItsName(text: String, member: String) {
    let contents = JournalContents(of: line(text))
    #expect(contents.entries.isEmpty)
    #expect(contents.problems == [JournalProblem(line: 1, kind: .malformed(member: member))])
  }

  @Test func oneUnreadableFaceDoesNotTakeTheOthersWithIt() throws {
    var samples = PeopleSamples(seed: 10)
    let faces = samples.faces(atMost: 5) + [samples.face()]
    let id = samples.id()
    let entry = JournalEntry(
      id: id, at: nil,
      operation: .name(person: samples.person(), name: try samples.name(), faces: faces))
    let text = String(decoding: entry.line(), as: UTF8.self)
      .replacing("[{", with: "[{\"photo\":\"sha256:12\",\"box\":[0,0,1,1]},7,{")
    let contents = JournalContents(of: Array(text.utf8))
    #expect(contents.entries == [entry])
    #expect(
      contents.problems == [JournalProblem(line: 1, kind: .unreadableFaces(entry: id, count: 2))])
  }

  @Test func illegibleTimeIsNoReasonToLoseADecision() {
    let contents = JournalContents(of: line(#"{"v":1,"id":"e","op":"undo","of":"x","at":"noon"}"#))
    #expect(contents.entries.map(\.at) == [nil])
    #expect(contents.problems.isEmpty)
  }

  @Test func unknownMembersOfAKnownOperationAreIgnored() throws {
    let text = #"{"v":1,"mood":{"faces":[1]},"id":"e","op":"undo","of":"x"}"#
    let contents = JournalContents(of: line(text))
    #expect(contents.entries.map(\.operation) == [.undo(of: try #require(EntryID("x")))])
    #expect(contents.problems.isEmpty)
  }

  @Test(arguments: [
    (#"{"v":1,"id":"e","op":"merge","person":5,"faces":"no"}"#, "merge", 1),
    (#"{"v":2,"id":"e","op":"name","name":{"first":"A"}}"#, "name", 2),
  ])
  func entriesOfANewerVersionAreKeptInOrderAndTold(text: String, operation: String, version: Int)
    throws
  {
    var samples = PeopleSamples(seed: 11)
    let around = try samples.entries(2)
    let contents = JournalContents(of: around[0].line() + line(text) + around[1].line())
    try #require(contents.entries.count == 3)
    #expect([contents.entries[0], contents.entries[2]] == around)
    #expect(contents.entries[1].line() == line(text))
    let kind = JournalProblem.Kind.unknownOperation(operation, version: version)
    #expect(contents.problems == [JournalProblem(line: 2, kind: kind)])
  }

  @Test func newerVersionWithoutKnownMembersIsTold() {
    let contents = JournalContents(of: line(#"{"v":3,"decision":[]}"#))
    let kind = JournalProblem.Kind.unknownOperation(nil, version: 3)
    #expect(contents.problems == [JournalProblem(line: 1, kind: kind)])
  }

  @Test func journalMergedFromTwoCopiesCountsEachEntryOnce() throws {
    var samples = PeopleSamples(seed: 12)
    let entries = try samples.entries(10)
    let (shared, mine, theirs) = (entries[..<4], entries[4..<7], entries[7...])
    let merged = [shared + mine, shared + theirs].joined()
    let contents = JournalContents(of: merged.flatMap { $0.line() })
    #expect(contents.entries == entries)
    #expect(contents.repeatedLineCount == 4)
    #expect(contents.problems.isEmpty)
  }

  @Test func anotherEntryOfAKnownIdentifierIsTold() {
    let first = line(#"{"v":1,"id":"e","op":"undo","of":"x"}"#)
    let second = line(#"{"v":1,"id":"e","op":"undo","of":"y"}"#)
    let contents = JournalContents(of: first + second)
    #expect(contents.entries.count == 1)
    #expect(contents.problems.map(\.line) == [2])
  }

  /// Bytes changed, lost, doubled and zeroed anywhere: reading never traps, and every line that is
  /// still what it was is still read.
  @Test(arguments: 0..<40)
  func mutatedJournalKeepsItsGoodLines(seed: Int) throws {
    var samples = PeopleSamples(seed: UInt64(100 + seed))
    let entries = try samples.entries(12)
    let lines = entries.map { $0.line() }
    for _ in 0..<60 {
      var damaged = lines
      let victim = samples.below(lines.count)
      damaged[victim] = mutated(lines[victim], with: &samples)
      let contents = JournalContents(of: Array(damaged.joined()))
      let good = entries.indices.filter { $0 != victim }.map { entries[$0] }
      let read = Set(contents.entries.map(\.id))
      // A victim that takes a neighbour's identifier may come first and count instead of it.
      let missing = good.filter { !read.contains($0.id) }
      let swallowsNext = !damaged[victim].contains(0x0A) || damaged[victim].last != 0x0A
      let allowed = swallowsNext && victim + 1 < entries.count ? [entries[victim + 1].id] : []
      #expect(missing.allSatisfy { allowed.contains($0.id) })
    }
  }

  private func mutated(_ line: [UInt8], with samples: inout PeopleSamples) -> [UInt8] {
    var line = line
    let place = samples.below(line.count)
    switch samples.below(6) {
    case 0: line[place] ^= UInt8(1 << samples.below(8))
    case 1: line[place] = UInt8(samples.below(256))
    case 2: line.remove(at: place)
    case 3: line.insert(contentsOf: line[place...].prefix(9), at: place)
    case 4: line.replaceSubrange(place..., with: repeatElement(0, count: line.count - place))
    default: line.insert(contentsOf: "[[[[[[[[{{{\"\\u".utf8, at: place)
    }
    return line
  }

  @Test func randomBytesNeverTrap() {
    var samples = PeopleSamples(seed: 13)
    let alphabet = Array("{}[]\",:\\\u{0}\n\r 0123-.eEvopid\u{EF}truenull".utf8)
    for _ in 0..<3000 {
      let bytes = (0..<samples.below(60)).map { _ in alphabet[samples.below(alphabet.count)] }
      _ = JournalContents(of: bytes)
    }
    for depth in [100, 10_000, 1_000_000] {
      _ = JournalContents(of: [UInt8](repeating: UInt8(ascii: "["), count: depth))
    }
  }
}
