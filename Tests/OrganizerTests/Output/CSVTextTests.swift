import Organizer
import Testing

@Suite struct CSVTextTests {
  private func written(_ rows: [[CSVCell]]) -> String {
    var text = CSVText()
    for row in rows { text.append(row) }
    return String(decoding: text.bytes, as: UTF8.self)
  }

  private func read(_ text: String) throws -> [[String]] {
    try CSVText.rows(of: Array(text.utf8)).map(\.fields)
  }

  private let awkward = [
    ["plain", "with,comma", "with \"quote\"", "two\nlines", "two\r\nlines", " space "],
    ["", "é 漢 😀", "\"", ",", "a'b", "x"], [""], ["", ""], ["last"],
  ]

  /// What Python 3.11 writes for `awkward`:
  /// `csv.writer(io.StringIO(newline="")).writerows(rows)`.
  private let pythons =
    "plain,\"with,comma\",\"with \"\"quote\"\"\",\"two\nlines\",\"two\r\nlines\", space \r\n"
    + ",é 漢 😀,\"\"\"\",\",\",a'b,x\r\n\"\"\r\n,\r\nlast\r\n"

  @Test func textIsWrittenAsPythonWritesIt() {
    let text = written(awkward.map { $0.map(CSVCell.text) })
    #expect(Array(text.utf8) == Array(pythons.utf8))
  }

  @Test func pythonsTextIsReadBack() throws {
    #expect(try read(pythons) == awkward)
  }

  /// What Python's `csv.reader` makes of texts that RFC 4180 does not allow.
  @Test(arguments: [
    ("a,b", [["a", "b"]]), ("a\rb\n", [["a"], ["b"]]), ("a\"b\",c", [["a\"b\"", "c"]]),
    ("\"a\"b,c", [["ab", "c"]]), (" \"a\"", [[" \"a\""]]),
    ("a,\r\n\r\n,b", [["a", ""], ["", "b"]]),
    ("\"\"\"\"", [["\""]]), ("\u{FEFF}\"a\"", [["a"]]),
  ])
  func oddTextIsReadAsPythonReadsIt(text: String, rows: [[String]]) throws {
    #expect(try read(text) == rows)
  }

  @Test func randomRowsRoundTrip() throws {
    var samples = PeopleSamples(seed: 80)
    let pieces = ["a", ",", "\"", "\n", "\r", "\r\n", "é", "=", "-", "'", " ", "\t", "@", "+"]
    for _ in 0..<500 {
      let rows = (0...samples.below(4)).map { _ in
        (0...samples.below(4)).map { _ in
          (0..<samples.below(6)).map { _ in pieces[samples.below(pieces.count)] }.joined()
        }
      }
      let text = written(rows.map { $0.map(CSVCell.text) })
      let back = try read(text)
      let scalars = back.map { $0.map { Array(CSVText.unguarded($0).unicodeScalars) } }
      // A text that looks guarded already is the one thing that guarding does not keep.
      let expected = rows.map { $0.map { Array(CSVText.unguarded($0).unicodeScalars) } }
      #expect(scalars == expected)
    }
  }

  @Test(arguments: ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
  func textThatRunsAsAFormulaIsGuardedAndNumbersAreNot(text: String) throws {
    #expect(
      try read(written([[.text(text), .integer(-1), .decimal(-0.5, places: 1)]]))
        == [["'" + text, "-1", "-0.5"]])
    #expect(CSVText.unguarded("'" + text) == text)
    #expect(CSVText.unguarded("'" + "harmless") == "'harmless")
  }

  @Test func emptyCellsAreNothing() {
    #expect(written([[.empty, .text(""), .empty], [.empty]]) == ",,\r\n\"\"\r\n")
  }

  @Test func rowsKnowTheLineTheyStartOn() throws {
    let rows = try CSVText.rows(of: Array("a\r\n\"b\r\nc\"\n\n\nd\re".utf8))
    #expect(rows.map(\.line) == [1, 2, 6, 7])
  }

  @Test func damageIsToldWithItsLine() {
    #expect(throws: CSVError.unclosedQuote(line: 2)) { try read("a\nb,\"c\nd\n") }
    #expect(throws: CSVError.notUTF8(line: 2)) {
      try CSVText.rows(of: Array("a\nb".utf8) + [0xC3, 0x0A])
    }
  }

  @Test func randomBytesNeverTrap() {
    var samples = PeopleSamples(seed: 81)
    for _ in 0..<2000 {
      let bytes = (0..<samples.below(40)).map { _ in
        [0x22, 0x2C, 0x0D, 0x0A, 0x61, 0xFF, 0xEF, 0xBB, 0xBF][samples.below(9)] as UInt8
      }
      _ = try? CSVText.rows(of: bytes)
    }
  }
}
