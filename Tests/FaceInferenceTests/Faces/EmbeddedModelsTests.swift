import FaceInference
import Foundation
import TestSupport
import Testing

@Suite struct EmbeddedModelsTests {
  @Test func everyManifestIsValidAndOfItsOwnName() throws {
    let manifests = try EmbeddedModels.manifests()
    #expect(manifests.count >= 8)
    #expect(Set(manifests.map(\.name)).count == manifests.count)
    #expect(Set(manifests.map(\.file)).count == manifests.count)
    #expect(Set(manifests.compactMap(\.sha256)).count == manifests.count)
  }

  /// Of the models of one task one is the best.
  @Test func everyRankIsTakenOnceForEachTask() throws {
    let ranks = try EmbeddedModels.manifests().map { manifest in
      if case .detector = manifest.task { [0, manifest.rank] } else { [1, manifest.rank] }
    }
    #expect(Set(ranks).count == ranks.count)
  }

  @Test func weightsThatAreBuiltInHaveAManifest() throws {
    var files: Set<String> = []
    for manifest in try EmbeddedModels.manifests() {
      files.insert(manifest.file)
      if case .detector(let settings) = manifest.task, let refinement = settings.refinement {
        files.insert(refinement.file)
      }
    }
    #expect(Set(EmbeddedModels.weights().keys).isSubset(of: files))
  }

  /// What a fresh machine starts with: at most 1 MB to find faces, 4 MB to tell them apart.
  @Test func aDetectorAndAnEmbedderAreBuiltIn() throws {
    let sizes = EmbeddedModels.weights().mapValues(\.count)
    #expect((sizes["photosort-detector-1.onnx"] ?? .max) < 800_000)
    #expect((sizes["photosort-landmarks-1.onnx"] ?? .max) < 300_000)
    #expect((sizes["photosort-embedder-3.onnx"] ?? .max) < 4_000_000)
  }

  /// The manifests of models that lie in ../shared.
  private func sharedManifests() throws -> [ModelManifest] {
    let folder = try #require(SharedFiles.root).appendingPathComponent("models")
    return try EmbeddedModels.manifests().filter { manifest in
      FileManager.default.fileExists(atPath: folder.appendingPathComponent(manifest.file).path)
    }
  }

  @Test(.enabled(if: SharedFiles.exist, "\(SharedFiles.missing)"))
  func theModelsHaveTheDigestsOfTheirManifests() throws {
    let folder = try #require(SharedFiles.root).appendingPathComponent("models")
    let manifests = try sharedManifests()
    #expect(!manifests.isEmpty)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      ["sha256sum"] + manifests.map { folder.appendingPathComponent($0.file).path }
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    let digests = String(decoding: data, as: UTF8.self).split(separator: "\n").map { $0.prefix(64) }
    #expect(digests.map(String.init) == manifests.compactMap(\.sha256))
  }

  /// The network beside each manifest is what the manifest says: it loads and fits.
  @Test(.enabled(if: SharedFiles.exist, "\(SharedFiles.missing)"))
  func theModelsFitTheirManifests() throws {
    for manifest in try sharedManifests() {
      let network = try Manifests.sharedNetwork(manifest.file)
      switch manifest.task {
      case .detector(let settings): _ = try FaceDetector(network, settings)
      case .embedder(let settings): _ = try FaceEmbedder(network, settings)
      }
    }
  }
}
