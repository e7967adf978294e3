import FaceInference
import Foundation
import Organizer
import TestSupport
import Testing

@Suite struct ModelSelectionTests {
  /// Three places with models, and a library.
  private struct Place {
    let folder: TemporaryFolder
    let library: PhotoLibrary
    let store: ModelStore

    init() throws {
      folder = try TemporaryFolder()
      library = try PhotoLibrary.forScan(of: [folder.path], explicit: nil)
      store = ModelStore(folder: folder("store"))
      try TinyModel.detector.write(to: store.folder)
      try TinyModel.mean.write(to: store.folder)
    }

    func selection(option: [TinyModel] = [], environment: [TinyModel] = []) throws -> ModelSelection
    {
      func folder(_ name: String, _ models: [TinyModel]) throws -> String? {
        for model in models { try model.write(to: self.folder(name)) }
        return models.isEmpty ? nil : self.folder(name)
      }
      let sources = try ModelSources(
        option: try folder("option", option), environment: try folder("environment", environment),
        store: store)
      return try ModelSelection(sources, for: library)
    }

    func choose(_ model: TinyModel) throws {
      try model.write(to: folder("chosen"))
      let sources = try ModelSources(option: folder("chosen"), environment: nil, store: nil)
      _ = try ModelUse.choose(try sources.model(named: model.name), for: library)
    }

    /// Makes a catalog as a scan with an embedder leaves it.
    func scanned(with embedder: TinyModel) throws {
      let catalog = try AnalysisCatalog(path: library.catalog)
      for model in [TinyModel.detector, embedder] { try model.write(to: folder("scanned")) }
      let sources = try ModelSources(option: folder("scanned"), environment: nil, store: nil)
      let d = try sources.model(named: TinyModel.detector.name).identity
      let e = try sources.model(named: embedder.name).identity
      try folder.remove("scanned")
      let thresholds = try JSONEncoder().encode(SampleLibrary.thresholds)
      try catalog.setSetting(
        "models",
        """
        {"detector":"\(d.name)","detectorSHA256":"\(d.sha256)","detectorForm":"\(d.form ?? "")",\
        "embedder":"\(e.name)","embedderSHA256":"\(e.sha256)","embedderForm":"\(e.form ?? "")",\
        "thresholds":\(String(decoding: thresholds, as: UTF8.self))}
        """)
    }
  }

  private func embedder(_ selection: ModelSelection) throws -> String {
    try selection.model(for: .embedder).identity.name
  }

  @Test func aFreshLibraryGetsTheBestOfTheFirstPlace() throws {
    let place = try Place()
    #expect(try embedder(try place.selection()) == "tiny-mean")
    #expect(
      try embedder(try place.selection(environment: [.mirrored, .pixels])) == "tiny-pixels")
    #expect(
      try embedder(try place.selection(option: [.mirrored], environment: [.pixels]))
        == "tiny-mirrored")
  }

  @Test func aFolderWithOneTaskLeavesTheOtherToTheNextPlace() throws {
    let place = try Place()
    let selection = try place.selection(option: [.mirrored])
    #expect(try embedder(selection) == "tiny-mirrored")
    #expect(try selection.model(for: .detector).place == .store)
  }

  @Test func aLibraryKeepsTheModelOfItsCatalogWhenABetterOneTurnsUp() throws {
    let place = try Place()
    try place.scanned(with: .mean)
    #expect(try embedder(try place.selection(environment: [.pixels])) == "tiny-mean")
    #expect(try place.selection(environment: [.pixels]).replacements.isEmpty)
  }

  @Test func aCorrectedManifestHasPhotosReadAgain() throws {
    let place = try Place()
    try place.scanned(with: .mirrored)
    #expect(try place.selection(environment: [.mirrored]).replacements.isEmpty)
    let corrected = try TinyModel.mirrored.reading("rgb")
    let selection = try place.selection(environment: [corrected])
    #expect(try embedder(selection) == "tiny-mirrored")
    let replaced = try #require(selection.replacements.first)
    #expect(replaced.old.sha256 == replaced.new.sha256 && replaced.old.form != replaced.new.form)
    #expect(replaced.old.short != replaced.new.short)
  }

  @Test func ofTwoManifestsOfOneFileTheChosenOneIsTaken() throws {
    let place = try Place()
    let other = try TinyModel.mean.reading("bgr", as: "another")
    try place.scanned(with: .mean)
    #expect(try embedder(try place.selection(environment: [other, .mean])) == "tiny-mean")
    try place.choose(other)
    let selection = try place.selection(environment: [.mean, other])
    #expect(try embedder(selection) == "another")
    #expect(selection.replacements.map(\.new.name) == ["another"])
  }

  @Test func aModelIsToldExactlyThoughAnotherHasItsDigitsToo() throws {
    let builtIn = try ModelSources(option: nil, environment: nil, store: nil)
    let own = try #require(builtIn.models.first { $0.task == .embedder })
    let file = try #require(EmbeddedModels.manifestFile(sha256: own.identity.sha256))
    let place = try Place()
    let other = String(decoding: file, as: UTF8.self).replacing("\"rgb\"", with: "\"bgr\"")
    try place.folder.write(other, to: "other/m.json")
    let manifest = try ModelManifest(json: Data(file))
    let weights = try #require(EmbeddedModels.weights()[manifest.file])
    try Data(weights).write(to: URL(fileURLWithPath: place.folder("other/\(manifest.file)")))
    let sources = try ModelSources(option: place.folder("other"), environment: nil, store: nil)
    #expect(throws: ModelFailure.self) { try sources.model(named: own.identity.name) }
    for model in sources.models where model.identity.name == own.identity.name {
      #expect(try sources.model(named: model.identity.short).identity == model.identity)
    }
  }

  @Test func photosortsOwnManifestsHaveNoFormOfTheirOwn() throws {
    let sources = try ModelSources(option: nil, environment: nil, store: nil)
    #expect((sources.models + sources.absent).allSatisfy { $0.identity.form == nil })
  }

  @Test func theModelThatWasChosenGoesBeforeTheCatalogs() throws {
    let place = try Place()
    try place.scanned(with: .mean)
    try place.choose(.mirrored)
    let selection = try place.selection(environment: [.pixels, .mirrored])
    #expect(try embedder(selection) == "tiny-mirrored")
    #expect(selection.replacements.map(\.old.name) == ["tiny-mean"])
    #expect(selection.replacements.map(\.new.name) == ["tiny-mirrored"])
  }

  @Test func aFolderOfTheCommandLineGoesBeforeAllButTheLibraryPicksFromIt() throws {
    let place = try Place()
    try place.scanned(with: .mirrored)
    #expect(try embedder(try place.selection(option: [.pixels])) == "tiny-pixels")
    #expect(try embedder(try place.selection(option: [.pixels, .mirrored])) == "tiny-mirrored")
  }

  @Test(arguments: [true, false])
  func aLibraryWhoseModelIsNotHereIsNotScannedWithAnother(isChosen: Bool) throws {
    let place = try Place()
    if isChosen { try place.choose(.pixels) } else { try place.scanned(with: .pixels) }
    let selection = try place.selection(environment: [.mirrored])
    let failure = #expect(throws: ModelFailure.self) { try selection.model(for: .embedder) }
    guard case .absent(.embedder, let identity, isChosen, let instead) = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
    #expect(identity.name == "tiny-pixels")
    #expect(instead == "tiny-mirrored")
  }

  /// Each loads, has the digest of its manifest, and runs once.
  @Test func theModelsInTheProgramAreEnough() throws {
    let sources = try ModelSources(option: nil, environment: nil, store: nil)
    #expect(sources.models.allSatisfy { $0.place == .builtIn && $0.path == nil })
    for model in sources.models { try model.check() }
    let selected = try ModelSelection(sources, for: nil)
    #expect(selected.models.map(\.task) == ModelTask.allCases)
  }

  @Test(arguments: ["", "{}", "{\"schema\":\"photosort.models/2\"}", "[1]"])
  func aChoiceThatCannotBeReadIsAFailure(text: String) throws {
    let place = try Place()
    try place.folder.write(text, to: ".photosort/models.json")
    let failure = #expect(throws: ModelFailure.self) { try place.selection() }
    guard case .choice(place.library.modelChoice) = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
  }

  @Test func aNameOfTwoModelsIsToldApartByItsDigits() throws {
    let place = try Place()
    // Other weights of the same name.
    let digest = PhotoDigest(of: TinyModel.mean.weights).hexadecimal
    let other = PhotoDigest(of: TinyModel.pixels.weights).hexadecimal
    let manifest = String(decoding: TinyModel.mean.manifest, as: UTF8.self)
      .replacingOccurrences(of: digest, with: other)
    try place.folder.write(manifest, to: "second/m.json")
    try Data(TinyModel.pixels.weights).write(
      to: URL(fileURLWithPath: place.folder("second/tiny-mean.onnx")))
    let sources = try ModelSources(
      option: place.folder("second"), environment: nil, store: place.store)
    let failure = #expect(throws: ModelFailure.self) { try sources.model(named: "tiny-mean") }
    guard case .ambiguousName("tiny-mean", let identities) = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
    #expect(Set(identities.map(\.sha256)) == [digest, other])
    let exact = try sources.model(named: "tiny-mean@" + digest.prefix(8))
    #expect(exact.identity.sha256 == digest)
    #expect(throws: ModelFailure.self) { try sources.model(named: "nobody") }
  }
}
