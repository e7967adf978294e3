import Foundation
import TestSupport
import Testing

/// The program's `models` commands, with networks made for the test.
@Suite struct ModelsCommandTests {
  private static let photos: [String: [Int]] = [
    "a.png": [0, 1], "b.png": [1, 2], "c.png": [0, 2], "sub/d.png": [3, 0], "sub/e.png": [2],
  ]

  /// A painted tree, scanned with the models of a folder.
  private func scanned() throws -> (tree: PhotoTree, models: String) {
    let tree = try PhotoTree()
    try tree.paint(Self.photos)
    let models = try tree.writeModels()
    #expect(try tree.tiny(["scan", "."], models: models).status == 0)
    return (tree, models)
  }

  private func rows(_ tree: PhotoTree, _ arguments: String..., models: String? = nil) throws
    -> [ModelRow]
  {
    let result = try tree.tiny(["models", "list", "--json"] + arguments, models: models)
    #expect(result.status == 0)
    return try JSONDecoder().decode([ModelRow].self, from: Data(result.output.utf8))
  }

  @Test func modelsAreListedWithWhereTheyAreAndWhichAreUsed() throws {
    let (tree, models) = try scanned()
    let rows = try rows(tree, models: models).filter { $0.place == "environment" }
    #expect(rows.map(\.name) == ["tiny-detector", "tiny-pixels", "tiny-mean"])
    #expect(rows.filter(\.in_use).map(\.name) == ["tiny-detector", "tiny-pixels"])
    #expect(rows.map(\.dimension) == [nil, 192, 3])
    #expect(rows.allSatisfy { $0.license == "Apache-2.0" && $0.sha256.count == 64 })
    let table = try tree.tiny(["models", "list"], models: models).output
    #expect(table.contains("*  tiny-pixels"))
    #expect(table.contains("PHOTOSORT_MODELS"))
  }

  @Test func knownModelsThatAreNotHereAreListedWhenAskedFor() throws {
    let tree = try PhotoTree()
    #expect(!(try rows(tree)).contains { $0.name == "mobilefacenet" })
    let known = try #require(try rows(tree, "--all").first { $0.name == "mobilefacenet" })
    #expect(!known.present && !known.in_use && known.place == nil)
    #expect(try tree.tiny(["models", "list", "--all"]).output.contains("get it from foamliu"))
  }

  @Test func whatWasAddedOnceServesEveryScan() throws {
    let tree = try PhotoTree()
    try tree.paint(Self.photos)
    let models = try tree.writeModels()
    for name in ["tiny-detector", "tiny-pixels"] {
      let path = models + "/" + name
      let result = try tree.tiny(
        ["models", "add", path + ".onnx", "--manifest", path + ".json"])
      #expect(result.status == 0 && result.output.hasPrefix("Added \(name), a"))
      let again = try tree.tiny(
        ["models", "add", path + ".onnx", "--manifest", path + ".json"])
      #expect(again.output == "\(name) was added before; nothing changed.\n")
      #expect(again.status == 0)
    }
    try FileManager.default.removeItem(atPath: models)
    let scan = try tree.tiny(["scan", "."])
    #expect(scan.status == 0 && scan.output.contains("5 photos, 9 faces in 4 clusters"))
  }

  @Test func mistakesAreExplained() throws {
    let (tree, models) = try scanned()
    let cases: [(arguments: [String], words: String)] = [
      (["add", models + "/tiny-mean.onnx"], "give its manifest by --manifest FILE.json"),
      (["add", models + "/nothing.onnx"], "nothing.onnx: No such file or directory"),
      (["add", models + "/tiny-mean.onnx", "--manifest", tree.path("a.png")], "cannot be used"),
      (["use", "somebody"], "there is no model 'somebody'; there are tiny-detector"),
      (["migrate", "somebody"], "there is no model 'somebody'"),
      (["migrate", "tiny-detector"], "finds faces, it does not embed them"),
      (["migrate", "--rollback"], "there is no migration to go back from"),
    ]
    for (arguments, words) in cases {
      let result = try tree.tiny(["models"] + arguments, models: models)
      #expect(result.status == 1, "\(arguments)")
      #expect(result.errors.contains(words), "\(arguments): \(result.errors)")
      #expect(result.output.isEmpty)
    }
    #expect(!FileManager.default.fileExists(atPath: tree.beside("data")))
  }

  @Test func aScanDoesNotChangeModelsByItself() throws {
    let (tree, models) = try scanned()
    // A library made with a lesser model, and a better one that turns up.
    let lesser = try tree.writeModels([.detector, .mean], to: "lesser")
    #expect(try tree.tiny(["scan", ".", "--models", lesser]).errors.contains("tiny-mean@"))
    let plain = try tree.tiny(["scan", "."], models: models)
    #expect(plain.status == 0 && plain.output.contains("Nothing new"))
    // Without the model, nothing is embedded with another.
    let other = try tree.writeModels([.detector, .pixels], to: "other")
    let without = try tree.tiny(["scan", "."], models: other)
    #expect(without.status == 1)
    for words in ["was made with the embedder tiny-mean", "models add", "models migrate", "safe"] {
      #expect(without.errors.contains(words))
    }
  }

  @Test func aChosenModelIsUsedFromTheNextScanOn() throws {
    let (tree, models) = try scanned()
    let result = try tree.tiny(["models", "use", "tiny-mean"], models: models)
    #expect(result.status == 0)
    for words in ["the next scan reads 5 photos", "9 faces", "photosort models migrate tiny-mean"] {
      #expect(result.output.contains(words), "\(result.output)")
    }
    let scan = try tree.tiny(["scan", "."], models: models)
    #expect(scan.output.contains("Read 5 files"))
    #expect(scan.errors.contains("all photos are read again"))
    #expect(try rows(tree, models: models).filter(\.in_use).map(\.name).contains("tiny-mean"))
  }

  @Test func thereAndBackByCommandLosesNoName() throws {
    let (tree, models) = try scanned()
    try tree.nameLargest("Anna", "Ben", "Clara")
    _ = try tree.tiny(["scan", "."], models: models)
    let (rows, outputs) = (try tree.rows(), try tree.outputs())
    let there = try tree.tiny(["models", "migrate", "tiny-mean"], models: models)
    #expect(there.status == 0, "\(there.errors)")
    #expect(there.output.contains("Embedded 9 faces of 5 photos by tiny-mean"))
    #expect(there.output.contains("photosort models migrate --rollback goes back to tiny-pixels."))
    #expect(try tree.rows() == rows)
    let already = try tree.tiny(["models", "migrate", "tiny-mean"], models: models)
    #expect(already.output.hasPrefix("The library uses tiny-mean already."))
    let back = try tree.tiny(["models", "migrate", "--rollback"], models: models)
    #expect(back.status == 0)
    #expect(try tree.rows() == rows)
    #expect(try tree.outputs().differences(from: outputs) == [])
  }

  @Test func theSummaryIsThereForPrograms() throws {
    let (tree, models) = try scanned()
    for arguments in [["--dry-run"], []] {
      let result = try tree.tiny(
        ["models", "migrate", "tiny-mean", "--json"] + arguments, models: models)
      let summary = try JSONDecoder().decode(Summary.self, from: Data(result.output.utf8))
      #expect(summary.photos == 5 && summary.faces == 9)
      #expect(summary.dry_run == !arguments.isEmpty)
    }
  }

  private struct Summary: Decodable {
    let photos: Int
    let faces: Int
    let dry_run: Bool
  }

  /// Killed at several moments, some before the first photo and some after the last.
  @Test(arguments: [0, 5, 15, 40, 80])
  func aKilledMigrationGoesOnAndEqualsOneThatWasNot(milliseconds: Int) throws {
    let (tree, models) = try scanned()
    try tree.nameLargest("Anna", "Ben")
    _ = try tree.tiny(["scan", "."], models: models)
    let rows = try tree.rows()
    let run = try Program.start(
      ["models", "migrate", "tiny-mean", "--jobs", "1"], in: tree.root, models: models,
      dataHome: tree.beside("data"))
    usleep(UInt32(milliseconds) * 1000)
    run.kill(SIGKILL)
    _ = try run.result()
    #expect(try tree.rows() == rows)
    #expect(try tree.tiny(["scan", "."], models: models).output.contains("Nothing new"))
    #expect(try tree.tiny(["models", "migrate", "tiny-mean"], models: models).status == 0)
    #expect(try tree.rows() == rows)
    let outputs = try tree.outputs()
    // The same from a catalog made anew: the library was told which model it uses.
    let names = (try FileManager.default.contentsOfDirectory(atPath: tree.path(".photosort")))
    #expect(!names.contains { $0.hasPrefix("catalog.next") })
    let scan = try tree.tiny(["scan", "."], models: models)
    #expect(scan.output.contains("0 outputs written, 0 removed."))
    #expect(try tree.outputs().differences(from: outputs) == [])
  }

  @Test func theChosenModelOutlivesTheCatalog() throws {
    let (tree, models) = try scanned()
    _ = try tree.tiny(["models", "migrate", "tiny-mean"], models: models)
    for suffix in ["", "-wal", "-shm"] { try? tree.remove(".photosort/catalog.sqlite" + suffix) }
    #expect(try tree.tiny(["scan", "."], models: models).status == 0)
    #expect(try rows(tree, models: models).filter(\.in_use).map(\.name).contains("tiny-mean"))
    #expect(
      String(decoding: try tree.read(".photosort/reports/a.png.json"), as: UTF8.self)
        .contains("\"tiny-mean\""))
  }
}
