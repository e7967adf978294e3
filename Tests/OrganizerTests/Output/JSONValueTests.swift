import Foundation
import Organizer
import Testing

@Suite struct JSONValueTests {
  private func compact(_ value: JSONValue) -> String { value.compactText() }
  private func pretty(_ value: JSONValue) -> String {
    String(decoding: value.prettyBytes(), as: UTF8.self)
  }

  @Test func scalarsAreWrittenAsJSONHasThem() {
    let values: [JSONValue] = [
      .null, .bool(true), .bool(false), .integer(0), .integer(-7), .integer(.min), .integer(.max),
      .string("a"), .array([]), .object([:]), .string(String?.none), .decimal(nil, places: 2),
    ]
    #expect(
      compact(.array(values))
        == "[null,true,false,0,-7,-9223372036854775808,9223372036854775807,\"a\",[],{},null,null]")
  }

  @Test(
    arguments: [
      (0, 6, "0"), (-0.0, 6, "0"), (-0.0000001, 6, "0"), (0.1, 6, "0.1"), (0.1 + 0.2, 6, "0.3"),
      (1, 3, "1"), (-1.5, 0, "-2"), (0.5, 0, "1"), (12.340, 2, "12.34"), (0.000001, 6, "0.000001"),
      (-0.05, 2, "-0.05"), (1e-300, 9, "0"), (123456.789, 1, "123456.8"),
      (1e15, 0, "1000000000000000"),
      (1e20, 6, "100000000000000000000"), (9_007_199_254_740_992, 3, "9007199254740992"),
      (4.25e14, 9, "425000000000000"), (99.9999999, 3, "100"),
    ] as [(Double, Int, String)])
  func decimalsAreShortAndWithoutExponent(number: Double, places: Int, text: String) {
    #expect(compact(.decimal(number, places: places)) == text)
  }

  @Test func decimalsAgreeWithPrintfUpToTheHalf() throws {
    var samples = PeopleSamples(seed: 70)
    for _ in 0..<20_000 {
      let places = samples.below(10)
      let number =
        Double.random(in: -1...1, using: &samples.generator) * pow(10, Double(samples.below(8)))
      let text = compact(.decimal(number, places: places))
      let ours = try #require(Double(text))
      let theirs = try #require(Double(String(format: "%.\(places)f", number)))
      // They may differ by one unit of the last place where `number` lies on the half; a double
      // of 16 digits adds its own spacing.
      let unit = pow(10, -Double(places))
      #expect(abs(ours - theirs) <= unit + 4 * number.ulp)
      #expect(abs(ours - number) <= unit / 2 + 4 * number.ulp)
      #expect(!text.contains("e"))
    }
  }

  @Test func greatestNumbersDoNotTrap() {
    let text = compact(.decimal(.greatestFiniteMagnitude, places: 9))
    #expect(text.count == 309)
    #expect(Double(text) == .greatestFiniteMagnitude)
  }

  @Test func textIsEscapedOnlyWhereItMustBe() {
    let text = "\"\\/\u{8}\t\n\u{C}\r\u{0}\u{1F}\u{7F}é😀\u{2028}"
    #expect(
      compact(.string(text)) == #""\"\\/\b\t\n\f\r\u0000\u001f"# + "\u{7F}é😀\u{2028}\"")
  }

  @Test func keysAreSortedByUnicodeScalars() {
    let keys = ["b", "a", "Z", "é", "e\u{302}", "\u{FF5E}", "😀", "", "aa"]
    let value = JSONValue.object(Dictionary(uniqueKeysWithValues: keys.map { ($0, .null) }))
    let sorted = ["", "Z", "a", "aa", "b", "e\u{302}", "é", "\u{FF5E}", "😀"]
    #expect(compact(value) == "{" + sorted.map { "\"\($0)\":null" }.joined(separator: ",") + "}")
  }

  @Test func prettyFormIndentsAndKeepsNumbersTogether() {
    let value = JSONValue.object([
      "box": .array([.decimal(0.5, places: 3), .integer(2)]), "none": .object([:]),
      "no": .array([]),
      "faces": .array([.object(["id": .string("f")]), .null]),
    ])
    #expect(
      pretty(value) == """
        {
          "box": [0.5, 2],
          "faces": [
            {
              "id": "f"
            },
            null
          ],
          "no": [],
          "none": {}
        }

        """)
  }

  @Test(arguments: 0..<50)
  func randomDocumentsReadBackTheSame(seed: Int) throws {
    var samples = PeopleSamples(seed: UInt64(700 + seed))
    let value = random(depth: 5, with: &samples)
    for bytes in [Array(compact(value).utf8), value.prettyBytes()] {
      let read = try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
      #expect(isSame(value, read))
    }
  }

  private func random(depth: Int, with samples: inout PeopleSamples) -> JSONValue {
    switch samples.below(depth > 0 ? 8 : 6) {
    case 0: return .null
    case 1: return .bool(samples.below(2) == 0)
    case 2: return .integer(Int(truncatingIfNeeded: samples.generator.next()) >> samples.below(64))
    case 3: return .decimal(Double(samples.below(2_000_001) - 1_000_000) / 1000, places: 3)
    case 4, 5: return .string(randomText(with: &samples))
    case 6:
      return .array((0..<samples.below(6)).map { _ in random(depth: depth - 1, with: &samples) })
    default:
      var members: [String: JSONValue] = [:]
      for _ in 0..<samples.below(6) {
        members[randomText(with: &samples)] = random(depth: depth - 1, with: &samples)
      }
      return .object(members)
    }
  }

  private func randomText(with samples: inout PeopleSamples) -> String {
    var text = String.UnicodeScalarView()
    for _ in 0..<samples.below(12) {
      let bound = [0x20, 0x80, 0x800, 0x11_0000][samples.below(4)]
      if let scalar = Unicode.Scalar(UInt32(samples.below(bound))) { text.append(scalar) }
    }
    return String(text)
  }

  private func isSame(_ value: JSONValue, _ read: Any) -> Bool {
    switch value {
    case .null: read is NSNull
    case .bool(let bool): read as? Bool == bool
    case .integer(let number): read as? Int == number
    case .decimal(let number, _): read as? Double == number
    case .string(let text): (read as? String).map { Array($0.utf8) == Array(text.utf8) } ?? false
    case .array(let values):
      (read as? [Any]).map { read in
        read.count == values.count && zip(values, read).allSatisfy { isSame($0, $1) }
      } ?? false
    case .object(let members):
      (read as? [String: Any]).map { read in
        read.count == members.count
          && members.allSatisfy { key, value in read[key].map { isSame(value, $0) } ?? false }
      } ?? false
    }
  }
}
