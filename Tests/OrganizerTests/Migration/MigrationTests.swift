import Foundation
import Organizer
import TestSupport
import Testing

/// Changes of the embedder, with networks made for the test.
@Suite struct MigrationTests {
  private static let names: [String: (photo: String, face: Int)] = [
    "Anna": ("a.png", 0), "Ben": ("a.png", 1), "Clara": ("sub/g.png", 0),
  ]

  /// A scanned library with three people of four named.
  private func named(_ model: String = "tiny-pixels") async throws -> TinyLibrary {
    let tiny = try TinyLibrary()
    try await tiny.scan(using: model)
    try tiny.name(Self.names)
    try await tiny.scan()
    return tiny
  }

  /// Which faces are together, whatever the clusters' numbers.
  private func groups(_ tiny: TinyLibrary) throws -> Set<Set<Int>> {
    let faces = try tiny.stored().faces
    return Set(Dictionary(grouping: faces.indices) { faces[$0].cluster }.values.map(Set.init))
  }

  @Test(arguments: ["tiny-mean", "tiny-mirrored"])
  func facesAreThoseOfAScanWithTheOtherEmbedder(model: String) async throws {
    let tiny = try await named()
    let scanned = try TinyLibrary()
    try await scanned.scan(using: model)
    let summary = try await tiny.migrate(to: model)
    #expect(summary.photos == 7 && summary.faces == 14 && summary.problems.isEmpty)
    let (made, expected) = (try tiny.stored(), try scanned.stored())
    #expect(made.faces.map(\.embedding) == expected.faces.map(\.embedding))
    #expect(made.faces.map(\.quality) == expected.faces.map(\.quality))
    #expect(made.photos == expected.photos)
    #expect(made.models == expected.models)
    #expect(try groups(tiny) == groups(scanned))
  }

  @Test(arguments: ["tiny-mean", "tiny-mirrored"])
  func thereAndBackLosesNoName(model: String) async throws {
    let tiny = try await named()
    let (before, names) = (try tiny.stored(), try tiny.names())
    let (table, outputs) = (try tiny.table(), try tiny.outputs())
    #expect(names.count == 11)
    let there = try await tiny.migrate(to: model)
    #expect(try tiny.names() == names)
    #expect(there.before?.named == there.after?.named)
    let back = try await tiny.migrate(to: "tiny-pixels")
    #expect(back.faces == 14)
    #expect(try tiny.stored() == before)
    #expect(try tiny.table() == table)
    #expect(try tiny.outputs() == outputs)
  }

  @Test func everythingIsUpToDateAfterwards() async throws {
    let tiny = try await named()
    let journal = try tiny.outputs()[".photosort/people.jsonl"]
    try await tiny.migrate(to: "tiny-mean")
    #expect(try tiny.outputs()[".photosort/people.jsonl"] == journal)
    let report = try #require(try tiny.outputs()[".photosort/reports/a.png.json"])
    #expect(String(decoding: report, as: UTF8.self).contains("\"tiny-mean\""))
    let before = try tiny.outputs()
    let scan = try await tiny.scan()
    #expect(scan.read == 0 && scan.made == 0 && scan.removed == 0)
    #expect(try tiny.outputs() == before)
    #expect(try tiny.stored().models?.contains("tiny-mean") == true)
  }

  @Test func clustersKeepTheirNumbers() async throws {
    let tiny = try await named()
    let before = try tiny.stored().faces.map(\.cluster)
    try await tiny.migrate(to: "tiny-mean")
    #expect(try tiny.stored().faces.map(\.cluster) == before)
  }

  @Test func aPhotoThatCannotBeReadIsReportedAndItsNamesAreKept() async throws {
    let tiny = try await named()
    let names = try tiny.names()
    let path = tiny.root + "/sub/h.png"
    let photo = try Data(contentsOf: URL(fileURLWithPath: path))
    try FileManager.default.removeItem(atPath: path)
    try tiny.add("a.png", [2], seed: 99)
    let summary = try await tiny.migrate(to: "tiny-mean")
    #expect(summary.problems.map(\.path.text) == ["a.png", "sub/h.png"])
    #expect(summary.problems.map(\.reason)[0] == "it has changed since the last scan")
    #expect(try tiny.names() == names)
    // Back again, the photo is read by the next scan, or by the same command.
    try photo.write(to: URL(fileURLWithPath: path))
    let again = try await tiny.migrate(to: "tiny-mean")
    #expect(again.photos == 1 && again.problems.count == 1)
    let scan = try await tiny.scan()
    #expect(scan.read == 2)
    #expect(try tiny.names().contains { $0.contains("sub/h.png") && $0.hasSuffix("Anna") })
  }

  @Test func withoutOneReadablePhotoNothingChanges() async throws {
    let tiny = try await named()
    let before = try tiny.stored()
    try FileManager.default.moveItem(atPath: tiny.root + "/sub", toPath: tiny.folder("sub"))
    for name in ["a.png", "b.png", "c.png", "d.png"] {
      try FileManager.default.moveItem(atPath: tiny.root + "/" + name, toPath: tiny.folder(name))
    }
    let failure = await #expect(throws: Migration.Failure.self) {
      try await tiny.migrate(to: "tiny-mean")
    }
    guard case .noPhotoReadable(let problem) = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
    #expect(problem.path.text == "a.png")
    #expect(try tiny.stored() == before)
  }

  @Test func aPhotoThatIsGoneDoesNotHoldUpTheWayForwardAgain() async throws {
    let tiny = try await named()
    try FileManager.default.removeItem(atPath: tiny.root + "/c.png")
    #expect(try await tiny.migrate(to: "tiny-mean").problems.count == 1)
    _ = try Migration.rollBack(try tiny.library())
    let again = try await tiny.migrate(to: "tiny-mean")
    #expect(again.photos == 0 && again.resumed == 6 && again.problems.map(\.path.text) == ["c.png"])
    #expect(try tiny.stored().models?.contains("tiny-mean") == true)
    // Nor the same command once more.
    let once = try await tiny.migrate(to: "tiny-mean")
    #expect(once.photos == 0 && once.problems.count == 1)
  }

  @Test func aCorrectedManifestIsAnotherEmbedder() async throws {
    let tiny = try await named("tiny-mirrored")
    let names = try tiny.names()
    try TinyModel.mirrored.reading("rgb").write(to: tiny.models)
    let models = try ModelSelection(try tiny.sources(), for: try tiny.library())
    #expect(throws: LibrarySession.Failure.self) {
      try tiny.add("new.png", [0], seed: 88)
      _ = try PhotoInquiry(
        tiny.root + "/new.png", in: try tiny.labelled(), detail: .standard, models: models.load)
    }
    try FileManager.default.removeItem(atPath: tiny.root + "/new.png")
    let summary = try await tiny.migrate(to: "tiny-mirrored")
    #expect(summary.faces == 14 && summary.old.sha256 == summary.new.sha256)
    let scanned = try TinyLibrary()
    try TinyModel.mirrored.reading("rgb").write(to: scanned.models)
    try await scanned.scan(using: "tiny-mirrored")
    let (made, expected) = (try tiny.stored(), try scanned.stored())
    #expect(made.faces.map(\.embedding) == expected.faces.map(\.embedding))
    #expect(made.photos == expected.photos && made.models == expected.models)
    #expect(try tiny.names() == names)
  }

  /// Photos count as analyzed by the model of a name.
  @Test func aPartIsNotScannedByTheSameModelUnderAnotherName() async throws {
    let tiny = try await named("tiny-mirrored")
    let before = try tiny.stored()
    for suffix in ["json", "onnx"] {
      try FileManager.default.removeItem(atPath: tiny.models + "/tiny-mirrored." + suffix)
    }
    try TinyModel.mirrored.reading("bgr", as: "renamed").write(to: tiny.models)
    let models = try ModelSelection(try tiny.sources(), for: try tiny.library()).load()
    await #expect(throws: LibrarySession.Failure.self) {
      try await Scan(ScanOptions(folders: [tiny.root + "/sub"], jobs: 2), models).run()
    }
    #expect(try tiny.stored() == before)
  }

  @Test func referencesFromElsewhereAreEmbeddedFromTheirCopies() async throws {
    let tiny = try TinyLibrary()
    try tiny.folder.makeFolder("gallery/Dora")
    try TinyModel.photo(of: [3], seed: 500).write(
      to: URL(fileURLWithPath: tiny.folder("gallery/Dora/d.png")))
    try await tiny.scan(using: "tiny-pixels", gallery: tiny.folder("gallery"))
    let names = try tiny.names()
    #expect(names.count == 3)
    try tiny.folder.remove("gallery")
    try await tiny.migrate(to: "tiny-mean")
    #expect(try tiny.names() == names)
    #expect(try tiny.stored().photos.values.allSatisfy { $0.settings.contains("tiny-mean@") })
  }

  @Test func aDryRunTellsAndChangesNothing() async throws {
    let tiny = try await named()
    let before = try tiny.stored()
    let files = try FileManager.default.contentsOfDirectory(atPath: tiny.root + "/.photosort")
    let plan = try tiny.migration(to: "tiny-mean").plan()
    #expect(plan.photos == 7 && plan.faces == 14 && plan.isDryRun)
    #expect(try tiny.stored() == before)
    let after = try FileManager.default.contentsOfDirectory(atPath: tiny.root + "/.photosort")
    #expect(Set(after) == Set(files))
  }

  @Test func aDetectorEmbedsNothingAndAnUnscannedLibraryHasNothingToEmbed() async throws {
    let tiny = try await named()
    #expect(throws: Migration.Failure.self) { try tiny.migration(to: "tiny-detector") }
    let fresh = try TinyLibrary()
    _ = try PhotoLibrary.forScan(of: [fresh.root], explicit: nil)
    #expect(throws: Migration.Failure.self) { try fresh.migration(to: "tiny-mean") }
  }

  @Test func anotherWriterIsNotDisturbed() async throws {
    let tiny = try await named()
    let lock = try LibraryLock(try tiny.library())
    await #expect(throws: LibraryLock.Failure.self) { try await tiny.migrate(to: "tiny-mean") }
    withExtendedLifetime(lock) {}
  }

  @Test func choosingAnotherEmbedderHasTheNextScanEmbedAnewAndKeepsNames() async throws {
    let tiny = try await named()
    let names = try tiny.names()
    let model = try tiny.sources().model(named: "tiny-mean")
    let consequence = try ModelUse.choose(model, for: try tiny.library())
    guard case .scansAnew(photos: 8, faces: 14, let old) = consequence else {
      Issue.record("\(consequence)")
      return
    }
    #expect(old.name == "tiny-pixels")
    #expect(try await tiny.scan().read == 8)
    #expect(try tiny.names() == names)
  }
}
