import FaceInference
import Foundation
import Testing

/// The manifests of docs/manifests, which users copy beside a model.
@Suite struct DocumentedManifestsTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../../docs/manifests").standardized

  private func manifests() throws -> [ModelManifest] {
    try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).sorted().map { name in
      try ModelManifest(json: Data(contentsOf: Self.folder.appendingPathComponent(name)))
    }
  }

  @Test func everyOneIsValidAndTakesAnyFile() throws {
    let manifests = try manifests()
    #expect(
      manifests.map(\.name) == [
        "arcface-iresnet", "dlib-resnet-v1", "facenet-vggface2", "openface-nn4-small2",
      ])
    for manifest in manifests {
      #expect(manifest.sha256 == nil, "whoever exports a model knows its digest")
      guard case .embedder = manifest.task else {
        Issue.record("\(manifest.name) is no embedder")
        continue
      }
    }
  }

  @Test func noneIsTakenForABuiltInOne() throws {
    let builtIn = try EmbeddedModels.manifests()
    for manifest in try manifests() {
      #expect(!builtIn.contains { $0.name == manifest.name || $0.file == manifest.file })
    }
  }

  @Test func everyBuiltInOneHasADigest() throws {
    #expect(try EmbeddedModels.manifests().allSatisfy { $0.sha256 != nil })
  }
}
