import FaceInference
import Foundation
import Organizer
import TestSupport
import Testing

/// A fresh machine: no folder of models, no store.
@Suite(.needsPhotos) struct BuiltInModelsTests {
  private func boxes(_ output: String) throws -> [(photo: String, box: BoundingBox)] {
    try JSONDecoder().decode([ExportRow].self, from: Data(output.utf8)).map { row in
      (
        row.photo,
        BoundingBox(
          x: Float(row.x), y: Float(row.y), width: Float(row.width), height: Float(row.height))
      )
    }
  }

  @Test func aScanFindsTheFacesThatAPublicDetectorFinds() throws {
    let tree = try PhotoTree(PhotoTree.groups)
    let scan = try tree.tiny(["scan", "."])
    #expect(scan.status == 0 && scan.errors.isEmpty)
    let own = try boxes(try tree.tiny(["export", "--json"]).output)
    let other = try PhotoTree(PhotoTree.groups)
    try other.succeed("scan", ".")
    let wanted = try boxes(try other.succeed("export", "--json"))
    let found = wanted.count { face in
      own.contains { $0.photo == face.photo && $0.box.overlap(with: face.box) > 0.5 }
    }
    #expect(wanted.count >= 20)
    #expect(Double(found) >= 0.95 * Double(wanted.count))
    #expect(Double(own.count) <= 1.1 * Double(wanted.count))
  }

  @Test func theModelsAreListedAsBuiltIn() throws {
    let tree = try PhotoTree()
    let list = try tree.tiny(["models", "list", "--json"])
    let rows = try JSONDecoder().decode([ModelRow].self, from: Data(list.output.utf8))
    #expect(rows.filter { $0.place == "builtIn" }.map(\.task).sorted() == ["detector", "embedder"])
    #expect(rows.allSatisfy { $0.in_use })
  }
}
