import Organizer
import Testing

@Suite struct LFWPairsTests {
  private let list = "2\t1\nAnna_A\t1\t4\nAnna_A\t2\tBob\t10\nCarl\t3\t1\nBob\t1\tAnna_A\t12345\n"

  @Test func readsPairsOfBothKindsInTheirFolds() throws {
    let pairs = try LFWPairs(parsing: list)
    #expect(pairs.foldCount == 2)
    #expect(pairs.pairs.map(\.isSamePerson) == [true, false, true, false])
    #expect(pairs.pairs.map(\.fold) == [0, 0, 1, 1])
    #expect(pairs.pairs[0].first.path.text == "Anna_A/Anna_A_0001.jpg")
    #expect(pairs.pairs[0].second.path.text == "Anna_A/Anna_A_0004.jpg")
    #expect(pairs.pairs[1].second.path.text == "Bob/Bob_0010.jpg")
    #expect(pairs.pairs[3].second.path.text == "Anna_A/Anna_A_12345.jpg")
  }

  @Test func lineEndsOfWindowsAndBlankLinesAreNoDifference() throws {
    let windows = "\n" + list.replacing("\n", with: "\r\n") + "\r\n\r\n"
    #expect(try LFWPairs(parsing: windows) == LFWPairs(parsing: list))
    #expect(try LFWPairs(parsing: "\u{FEFF}" + list) == LFWPairs(parsing: list))
  }

  @Test func thePairsOfOneFoldAreDealtOut() throws {
    let lines = (1...3).map { "Anna\t\($0)\t9" } + (1...3).map { "Anna\t\($0)\tBob\t1" }
    let pairs = try LFWPairs(parsing: "1\t3\n" + lines.joined(separator: "\n"))
    #expect(pairs.crossValidated().map(\.fold) == [0, 1, 2, 3, 4, 0])
    #expect(pairs.crossValidated().map(\.first) == pairs.pairs.map(\.first))
    let two = try LFWPairs(parsing: list)
    #expect(two.crossValidated() == two.pairs)
  }

  @Test(arguments: ["10", "10\t300\t1", "ten\t300", "0\t300", "5\t-1", "9223372036854775807\t9"])
  func aDamagedHeaderThrows(header: String) {
    #expect(throws: LFWPairsError.badHeader(line: 1, text: header)) {
      try LFWPairs(parsing: header + "\nAnna\t1\t2\n")
    }
  }

  @Test func anEmptyListThrows() {
    #expect(throws: LFWPairsError.empty) { try LFWPairs(parsing: "") }
    #expect(throws: LFWPairsError.empty) { try LFWPairs(parsing: "\n\r\n") }
  }

  @Test func aTornListThrows() {
    let torn = String(list.dropLast(20))
    #expect(throws: LFWPairsError.wrongPairCount(announced: 4, found: 3)) {
      try LFWPairs(parsing: torn)
    }
    #expect(throws: LFWPairsError.wrongPairCount(announced: 4, found: 5)) {
      try LFWPairs(parsing: list + "Anna\t1\t2")
    }
  }

  @Test func aDamagedLineThrowsWithItsNumber() {
    expect(.wrongFieldCount(line: 2, expected: 3, found: 4), for: "A\t1\tB\t2", "A\t1\tB\t2")
    expect(.wrongFieldCount(line: 3, expected: 4, found: 3), for: "A\t1\t2", "A\t1\t2")
    expect(.wrongFieldCount(line: 2, expected: 3, found: 1), for: "A 1 2", "A\t1\tB\t2")
    expect(.badNumber(line: 2, text: "0"), for: "A\t0\t2", "A\t1\tB\t2")
    expect(.badNumber(line: 3, text: "x"), for: "A\t1\t2", "A\t1\tB\tx")
    expect(.badNumber(line: 2, text: "99999999999999999999"), for: "A\t1\t99999999999999999999", "")
    expect(.badName(line: 3, text: "../B"), for: "A\t1\t2", "A\t1\t../B\t1")
    expect(.badName(line: 2, text: ""), for: "\t1\t2", "A\t1\tB\t2")
  }

  @Test(arguments: 0..<200)
  func randomDamageThrowsOrParsesButNeverTraps(seed: Int) {
    var random = EvaluationRandom(state: UInt64(seed))
    var bytes = Array(list.utf8)
    for _ in 0..<3 {
      let place = Int.random(in: 0..<bytes.count, using: &random)
      bytes[place] = UInt8.random(in: 0...255, using: &random)
    }
    let parsed = try? LFWPairs(parsing: String(decoding: bytes, as: UTF8.self))
    #expect(parsed == nil || parsed?.pairs.isEmpty == false)
  }

  private func expect(_ error: LFWPairsError, for same: String, _ different: String) {
    let filler = different.isEmpty ? "A\t1\tB\t1" : different
    #expect(throws: error) { try LFWPairs(parsing: "1\t1\n\(same)\n\(filler)\n") }
  }
}
