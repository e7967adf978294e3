import FaceInference
import Foundation
import Organizer
import TestSupport
import Testing

/// Folders of models as `--models` names them.
@Suite struct ModelFolderTests {
  private func sources(_ folder: TemporaryFolder) throws -> ModelSources {
    try ModelSources(option: folder.path, environment: nil, store: nil)
  }

  @Test func aFolderWithoutModelsIsAFailure() throws {
    let folder = try TemporaryFolder()
    try folder.write("{}", to: "other.json")
    try folder.write("", to: "unknown.onnx")
    let failure = #expect(throws: ModelFailure.self) { try sources(folder) }
    guard case .noModels(folder.path) = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
  }

  @Test func publicModelsAreKnownByTheirFileNamesAndTheBestIsFirst() throws {
    let folder = try TemporaryFolder()
    for name in ["mobileface_v3.onnx", "mobilefacenet.onnx", "yunet_n.onnx"] {
      try folder.write("damaged", to: name)
    }
    let sources = try sources(folder)
    let own = sources.models.filter { $0.place == .option }
    #expect(own.count == 3)
    #expect(own.map(\.rank) == own.map(\.rank).sorted(by: >))
    let selection = try ModelSelection(sources, for: nil)
    #expect(try selection.model(for: .embedder).identity.name == "mobilefacenet")
    let failure = #expect(throws: ModelFailure.self) { try selection.load() }
    guard case .digest = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
  }

  /// Such a model is told by the digest of the file that is there, so another file is another model.
  @Test func aManifestWithoutADigestTakesTheFileThatIsThere() throws {
    let folder = try TemporaryFolder()
    for model in [TinyModel.detector, .pixels] { try model.write(to: folder.path) }
    let named = "\(TinyModel.pixels.name).json"
    var fields =
      try JSONSerialization.jsonObject(with: Data(TinyModel.pixels.manifest)) as? [String: Any]
      ?? [:]
    let expected = fields.removeValue(forKey: "sha256") as? String
    try JSONSerialization.data(withJSONObject: fields)
      .write(to: URL(fileURLWithPath: folder(named)))
    let models = try ModelSelection(sources(folder), for: nil).load()
    #expect(models.embedderIdentity.sha256 == expected)
    try Data(TinyModel.mirrored.weights)
      .write(to: URL(fileURLWithPath: folder(TinyModel.pixels.file)))
    let others = try ModelSelection(sources(folder), for: nil).load()
    #expect(others.embedderIdentity.name == models.embedderIdentity.name)
    #expect(others.embedderIdentity != models.embedderIdentity)
    try folder.remove(TinyModel.pixels.file)
    let failure = #expect(throws: ModelFailure.self) { try sources(folder) }
    guard case .file = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
  }

  @Test func aManifestThatIsNoneIsNamed() throws {
    let folder = try TemporaryFolder()
    try folder.write("{\"schema\": \"photosort.model/1\", \"name\": 7}", to: "mine.json")
    let failure = #expect(throws: ModelFailure.self) { try sources(folder) }
    guard case .manifest(folder("mine.json"), _) = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
  }

  @Test func aManifestWithoutItsWeightsIsNamed() throws {
    let folder = try TemporaryFolder()
    try TinyModel.pixels.write(to: folder.path)
    try folder.remove(TinyModel.pixels.file)
    let failure = #expect(throws: ModelFailure.self) { try sources(folder) }
    guard case .file(let error) = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
    #expect(error.path == folder(TinyModel.pixels.file))
  }

  @Test func aMissingFolderIsAFailure() {
    #expect(throws: ModelFailure.self) {
      try ModelSources(option: "/nowhere/at/all", environment: nil, store: nil)
    }
  }

  @Test(.enabled(if: SharedFiles.exist, "\(SharedFiles.missing)"))
  func theSharedModelsLoad() throws {
    let models = try #require(SharedFiles.root).appendingPathComponent("models").path
    let sources = try ModelSources(option: models, environment: nil, store: nil)
    let loaded = try ModelSelection(sources, for: nil).load()
    #expect(loaded.detectorIdentity.sha256.count == 64)
    #expect(loaded.embedderIdentity.short.hasPrefix(loaded.embedderIdentity.name + "@"))
  }
}
