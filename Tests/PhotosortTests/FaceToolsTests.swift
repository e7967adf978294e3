import Foundation
import FoundationXML
import TestSupport
import Testing

/// The commands that look at faces and measure them, run on painted photos.
@Suite struct FaceToolsTests {
  /// A scanned tree of people's folders, and the folder of its models.
  private func people() throws -> (tree: PhotoTree, models: String) {
    let tree = try PhotoTree()
    let models = try tree.writeModels([.detector, .pixels])
    var photos: [String: [Int]] = ["group.png": [0, 1, 2], "empty.png": []]
    for (person, name) in ["Anna", "Ben", "Clara"].enumerated() {
      for number in 1...3 { photos["\(name)/\(number).png"] = [person] }
    }
    try tree.paint(photos)
    let scan = try tree.tiny(["scan", "."], models: models)
    #expect(scan.status == 0, "\(scan.errors)")
    return (tree, models)
  }

  private func object(_ text: String) throws -> [String: Any] {
    try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  /// A number of a JSON object within another.
  private func number(_ object: [String: Any], _ key: String, _ inner: String) -> Double? {
    ((object[key] as? [String: Any])?[inner] as? NSNumber)?.doubleValue
  }

  @Test func learningNeedsPeopleAndCanBeForgotten() throws {
    let (tree, models) = try people()
    let few = try tree.tiny(["learn"], models: models)
    #expect(few.status == 0, "\(few.errors)")
    #expect(few.output.contains("Too few to learn from"))
    #expect(try tree.tiny(["learn", "--forget"]).output == "Nothing was learnt yet.\n")
    try tree.write(Data("{}".utf8), to: ".photosort/learned.json")
    #expect(try tree.tiny(["find", "Anna/1.png"]).status == 0, "a damaged cache is passed over")
    #expect(try tree.tiny(["learn", "--forget"]).output == "Forgotten.\n")
    #expect(!tree.exists(".photosort/learned.json"))
    #expect(try tree.tiny(["learn", "--forget", "--dry-run"]).status == 64)
  }
}
