import FaceInference
import Foundation
import Organizer
import TestSupport
import Testing

@Suite struct ModelStoreTests {
  @Test func aFolderWithoutModelsLacksADetector() throws {
    let folder = try TemporaryFolder()
    try folder.write("{}", to: "other.json")
    try folder.write("", to: "unknown.onnx")
    let store = try ModelStore(folder: folder.path)
    #expect(store.entries.isEmpty)
    let failure = #expect(throws: ModelStore.Failure.self) { try store.load() }
    guard case .missing("detector", folder.path) = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
  }

  @Test func publicModelsAreKnownByTheirFileNamesAndTheBestIsFirst() throws {
    let folder = try TemporaryFolder()
    for name in ["mobileface_v3.onnx", "mobilefacenet.onnx", "yunet_n.onnx"] {
      try folder.write("damaged", to: name)
    }
    let store = try ModelStore(folder: folder.path)
    #expect(Set(store.entries.map(\.manifest.file)).count == 3)
    #expect(store.entries.map(\.manifest.rank) == store.entries.map(\.manifest.rank).sorted(by: >))
    let failure = #expect(throws: ModelStore.Failure.self) { try store.load() }
    guard case .digest = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
  }

  @Test func aManifestThatIsNoneIsNamed() throws {
    let folder = try TemporaryFolder()
    try folder.write("{\"schema\": \"photosort.model/1\", \"name\": 7}", to: "mine.json")
    let failure = #expect(throws: ModelStore.Failure.self) { try ModelStore(folder: folder.path) }
    guard case .manifest(folder("mine.json"), _) = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
  }

  @Test func aMissingFolderIsAFailure() {
    #expect(throws: ModelStore.Failure.self) { try ModelStore(folder: "/nowhere/at/all") }
  }

  @Test(.enabled(if: SharedFiles.exist, "\(SharedFiles.missing)"))
  func theSharedModelsLoad() throws {
    let models = try #require(SharedFiles.root).appendingPathComponent("models").path
    let loaded = try ModelStore(folder: models).load()
    #expect(loaded.detectorIdentity.sha256.count == 64)
    #expect(loaded.embedderIdentity.short.hasPrefix(loaded.embedderIdentity.name + "@"))
  }
}
