import Foundation
import Organizer
import TestSupport
import Testing

/// Vectors of two models never meet, wherever they lie side by side.
@Suite struct OtherEmbeddingsTests {
  private static let other = "yunet@dddddddd other@ffffffff standard"

  @Test func embeddingsOfAnotherModelAreNotRead() throws {
    let sample = try SampleLibrary()
    try sample.add("a.jpg", [.init(x: 0, direction: [1, 0, 0, 0], cluster: 1)])
    try sample.add("b.jpg", [.init(x: 0, direction: [1, 0, 0, 0])], settings: Self.other)
    try sample.add("c.jpg", [.init(x: 0, direction: [1, 0, 0, 0])], settings: "something older")
    let contents = try LibraryContents(sample.library, sample.catalog)
    let a = SampleLibrary.digest("a.jpg")
    #expect(contents.faces.count == 3)
    #expect(contents.faces.allSatisfy { ($0.embedding != nil) == ($0.photo == a) })
  }

  @Test func embeddingsOfAnotherLengthAreNotRead() throws {
    let sample = try SampleLibrary()
    try sample.add("a.jpg", [.init(x: 0, direction: [1, 0, 0, 0])])
    let models = try #require(try sample.catalog.setting("models"))
    try sample.catalog.setSetting(
      "models",
      models.replacingOccurrences(of: "{\"detector\"", with: "{\"dimension\":5,\"detector\""))
    let contents = try LibraryContents(sample.library, sample.catalog)
    #expect(contents.faces.map(\.embedding) == [nil])
  }

  @Test func noEmbeddingIsReadWhileTheModelIsUnknown() throws {
    let sample = try SampleLibrary()
    try sample.add("a.jpg", [.init(x: 0, direction: [1, 0, 0, 0])])
    try sample.catalog.setSetting("models", "not known")
    #expect(throws: AnalysisCatalog.Failure.self) {
      try LibraryContents(sample.library, sample.catalog)
    }
  }

  /// A reference of another model with exactly the vector of a face names nobody.
  @Test func aGalleryOfAnotherModelMatchesNobody() throws {
    for settings in [SampleLibrary.settings, Self.other] {
      let sample = try SampleLibrary()
      try sample.add("a.jpg", [.init(x: 0, direction: [1, 0, 0, 0], cluster: 1)])
      let reference = try sample.add(
        "reference.jpg", [.init(x: 0, direction: [1, 0, 0, 0], cluster: 2)], settings: settings)
      try sample.enroll("Anna", [(reference, 0)])
      let labelled = try sample.labelled()
      let face = try #require(
        labelled.contents.faces.firstIndex { $0.photo == SampleLibrary.digest("a.jpg") })
      #expect((labelled.label(face).person != nil) == (settings == SampleLibrary.settings))
    }
  }

  /// Two embedders of one length: equal pixels have other vectors, which must not be compared.
  @Test func enrollingWithAnotherModelIsRefused() async throws {
    let tiny = try TinyLibrary()
    try await tiny.scan(using: "tiny-pixels")
    let before = try tiny.stored()
    let session = try LibrarySession(nil, from: tiny.root)
    let sources = try ModelSources(option: tiny.models, environment: nil, store: nil)
    try tiny.folder.makeFolder("other")
    for model in [TinyModel.detector, .mirrored] { try model.write(to: tiny.folder("other")) }
    let other = try ModelSources(option: tiny.folder("other"), environment: nil, store: nil)
    let photo = [(person: "Dora", path: tiny.root + "/d.png")]
    #expect(throws: LibrarySession.Failure.self) {
      try session.enroll(
        photo, try ModelSelection(other, for: session.library).load(), overrules: false)
    }
    #expect(try tiny.stored() == before)
    let models = try ModelSelection(sources, for: session.library).load()
    #expect(
      try session.enroll(photo, models, overrules: false).map(\.outcome) == [.enrolled])
  }

  /// Photos on a drive that was missing during a migration keep vectors that nothing looks at.
  @Test func photosLeftBehindAreNotComparedUntilTheyAreRead() async throws {
    let tiny = try TinyLibrary()
    try await tiny.scan(using: "tiny-pixels")
    try FileManager.default.moveItem(atPath: tiny.root + "/sub", toPath: tiny.folder("drive"))
    try await tiny.migrate(to: "tiny-mirrored")
    let contents = try tiny.labelled().contents
    let left = Set(
      contents.files.filter { $0.file.path.text.hasPrefix("sub/") }.compactMap(\.digest))
    #expect(left.count == 4)
    #expect(contents.faces.allSatisfy { ($0.embedding == nil) == left.contains($0.photo) })
    try FileManager.default.moveItem(atPath: tiny.folder("drive"), toPath: tiny.root + "/sub")
    #expect(try await tiny.scan().read == 3)
    #expect(try tiny.labelled().contents.faces.allSatisfy { $0.embedding != nil })
  }
}
