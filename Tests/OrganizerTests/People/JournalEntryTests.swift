import Foundation
import Organizer
import Testing

@Suite struct JournalEntryTests {
  @Test func lineIsAsTheDesignShowsIt() throws {
    let photo = PhotoDigest(of: Array("abc".utf8))
    let box = try #require(FractionalBox(x: 0.25, y: -0.0000001, width: 0.123456, height: 1))
    let entry = JournalEntry(
      id: try #require(EntryID("e-1")), at: Date(timeIntervalSince1970: 1_735_787_045.9),
      operation: .name(
        person: try #require(PersonID("p-1")), name: try PersonName("Anna \"A\""),
        faces: [FaceReference(photo: photo, box: box)]))
    let expected =
      #"{"v":1,"at":"2025-01-02T03:04:05Z","id":"e-1","op":"name","person":"p-1","#
      + #""name":"Anna \"A\"","faces":[{"photo":"\#(photo)","box":[0.25,0,0.123456,1]}]}"# + "\n"
    #expect(String(decoding: entry.line(), as: UTF8.self) == expected)
  }

  @Test func everyEntryRoundTrips() throws {
    var samples = PeopleSamples(seed: 3)
    let entries = try samples.entries(2000)
    let contents = JournalContents(of: entries.flatMap { $0.line() })
    #expect(contents.entries == entries)
    #expect(contents.problems.isEmpty)
  }

  @Test func linesAreJSONForOthers() throws {
    var samples = PeopleSamples(seed: 4)
    for entry in try samples.entries(300) {
      let object = try JSONSerialization.jsonObject(with: Data(entry.line()))
      let members = try #require(object as? [String: Any])
      #expect(members["v"] as? Int == 1)
      #expect(members["id"] as? String == entry.id.description)
    }
  }

  /// Spaces send a line past the fast readers to `JSONDecoder`.
  @Test func fastReadersAgreeWithJSONDecoder() throws {
    var samples = PeopleSamples(seed: 5)
    let lines = try samples.entries(500).map { String(decoding: $0.line(), as: UTF8.self) }
    let read = JournalContents(of: Array(lines.joined().utf8))
    #expect(read.entries.count == 500)
    for (text, spaced) in [("{\"v\"", "{ \"v\""), ("\"faces\":[", "\"faces\": [")] {
      let others = lines.map { $0.replacing(text, with: spaced) }
      #expect(others != lines)
      #expect(JournalContents(of: Array(others.joined().utf8)) == read)
    }
    let neither = lines.map { line in
      line.replacing("{\"v\"", with: "{ \"v\"").replacing(":[", with: ": [")
    }
    #expect(JournalContents(of: Array(neither.joined().utf8)) == read)
  }

  @Test(arguments: [
    "1e-1", "0.1234567", "00.5", ".5", "1.", "-", "--1", "+1", "1000.5", "null", "\"0.5\"", "1e999",
  ])
  func oddNumbersAreReadAsJSONDecoderReadsThem(number: String) throws {
    let box = "\"box\":[\(number),0.5,0.25,0.25]"
    let face = "{\"photo\":\"\(PhotoDigest(of: []))\",\(box)}"
    func line(_ space: String) -> [UInt8] {
      let start = "{\"v\":1,\"id\":\"e\",\"op\":\"name\",\"person\":\"p\",\"name\":\"A\""
      return Array("\(start),\"faces\":\(space)[\(face)]}\n{}\n".utf8)
    }
    #expect(JournalContents(of: line("")) == JournalContents(of: line(" ")))
  }

  @Test(arguments: [
    #"{"v":1,"id":"e","op":"undo","of":"x","of":"x"}"#, #"{"v":1,"id":"e","op":"undo","of":"x"},"#,
    #"{"v":1,"id":"e","op":"undo","of":"x""#, #"{"v":1,"id":"e","op":"undo","of":"x"}}"#,
    #"{"v":1.0,"id":"e","op":"undo","of":"x"}"#, #"{"v":10,"id":"e","op":"undo","of":"x"}"#,
    #"{"v":1,"id":"\u0065","op":"undo","of":"x"}"#, #"{"v":1,"id":"e","op":"undo","of":null}"#,
    #"{"v":1,"id":"e","op":"undo","of":"x",}"#, #"{"v":1,"id":"e\q","op":"undo","of":"x"}"#,
    "{\"v\":1,\"id\":\"e\u{1}\",\"op\":\"undo\",\"of\":\"x\"}", "{\"v\":1", "{\"v\":1}",
    #"{"v":1,"id":"e","op":"rename","person":"p"}"#, #"{"v":1,"id":"e","op":"dream","of":"x"}"#,
  ])
  func oddLinesAreReadAsJSONDecoderReadsThem(line: String) {
    func read(_ line: String) -> JournalContents {
      JournalContents(of: Array("\(line)\n{}\n".utf8))
    }
    let (fast, slow) = (read(line), read(line.replacing("{\"v\"", with: "{ \"v\"")))
    #expect(fast.problems == slow.problems)
    #expect(fast.entries.map(\.id) == slow.entries.map(\.id))
    // An unknown entry keeps its line, with the space that tells the two apart.
    let isKnown = fast.problems.allSatisfy { $0.line == 2 }
    if isKnown { #expect(fast == slow) }
  }

  @Test func facesOfAnInnerObjectAreNotTheEntrys() throws {
    let inner = "{\"a\":1,\"faces\":[]}"
    let start = "{\"v\":1,\"id\":\"e\",\"op\":\"name\",\"person\":\"p\",\"name\":\"A\""
    let contents = JournalContents(of: Array("\(start),\"extra\":\(inner)}\n{}\n".utf8))
    #expect(contents.entries.isEmpty)
    #expect(contents.problems.first == JournalProblem(line: 1, kind: .malformed(member: "faces")))
  }
}
