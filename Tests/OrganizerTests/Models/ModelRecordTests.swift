import Organizer
import TestSupport
import Testing

/// What the catalog says of the models that made it.
@Suite struct ModelRecordTests {
  @Test func aScanWithAnotherEmbedderMendsNothing() async throws {
    let tiny = try TinyLibrary(["a.png": [0], "b.png": [1]])
    try await tiny.scan(using: "tiny-pixels")
    let catalog = try tiny.catalog()
    let text = try #require(try catalog.setting("models"))
    try catalog.setSetting("models", "junk")
    let failure = await #expect(throws: LibrarySession.Failure.self) {
      try await tiny.scan(using: "tiny-mean")
    }
    guard case .otherEmbedder(let given, let made) = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
    #expect(given.name == "tiny-mean" && made.name == "tiny-pixels")
    let settings = try #require(try catalog.settingsOfPhotos().values.first)
    #expect(settings.contains(" \(made.short) "), "the form, too")
    #expect(try catalog.setting("models") == "junk")
    try await tiny.scan(using: "tiny-pixels")
    #expect(try catalog.setting("models") == text)
  }

  @Test(arguments: ["\"clustering\":3.5", "\"margin\":-1", "\"verification\":1e30"])
  func thresholdsThatCannotBeAreDamageThatTheNextScanMends(damage: String) async throws {
    let tiny = try TinyLibrary(["a.png": [0], "b.png": [1], "c.png": [0, 1]])
    try await tiny.scan()
    try tiny.name(["Anna": ("a.png", 0)])
    let names = try tiny.names()
    let name = try #require(damage.split(separator: ":").first)
    let catalog = try tiny.catalog()
    let text = try #require(try catalog.setting("models"))
    let damaged = text.replacing(try Regex("\(name):[0-9.]+"), with: damage)
    #expect(damaged != text)
    try catalog.setSetting("models", damaged)
    // Without it nobody would be recognized, and their folders would go.
    let session = try LibrarySession(nil, from: tiny.root)
    #expect(throws: AnalysisCatalog.Failure.self) { try tiny.labelled() }
    #expect(throws: AnalysisCatalog.Failure.self) {
      try session.regenerateFolders(nil, isDryRun: false)
    }
    try await tiny.scan()
    #expect(try catalog.setting("models") == text)
    #expect(try tiny.names() == names)
  }
}
