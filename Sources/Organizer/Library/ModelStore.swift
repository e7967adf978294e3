public import FaceInference
internal import Foundation

/// Finds models: in a folder that the user names, or built into the program.
///
/// A folder holds weights (`*.onnx`) and their manifests (`*.json`). Weights without a manifest are
/// known by their digest, when they are public ones that photosort has a manifest for.
public struct ModelStore: Sendable {
  /// A model that can be loaded.
  public struct Entry: Sendable {
    /// What it does and how it is fed.
    public let manifest: ModelManifest
    /// Where its weights lie; `nil` for those in the program.
    public let path: String?
  }

  /// Why there is no model to scan with.
  public enum Failure: Error, Sendable {
    /// There is no folder given, and none is built in.
    case noModels
    /// The folder holds no model of a task.
    case missing(task: String, folder: String)
    /// The folder or a file in it cannot be read.
    case file(FileError)
    /// A manifest in the folder cannot be used.
    case manifest(path: String, reason: String)
    /// A model's weights are not those of its manifest.
    case digest(path: String, expected: String, found: String)
    /// A model cannot be run.
    case model(path: String, reason: String)
  }

  /// Every model found, best first.
  public let entries: [Entry]
  private let folder: String?

  /// Lists the models of a folder, or those of the program.
  ///
  /// - Parameter folder: A folder with weights and manifests; `nil` for the program's own.
  public init(folder: String?) throws(Failure) {
    self.folder = folder
    let known: [ModelManifest]
    do throws(ManifestError) {
      known = try EmbeddedModels.manifests()
    } catch { throw .manifest(path: "(built in)", reason: error.reason) }
    let found =
      try folder.map { folder throws(Failure) in try Self.entries(in: folder, known) }
      ?? Self.embedded(known)
    entries = found.sorted {
      ($1.manifest.rank, $0.manifest.name) < ($0.manifest.rank, $1.manifest.name)
    }
    if entries.isEmpty, folder == nil { throw .noModels }
  }

  private static func embedded(_ known: [ModelManifest]) -> [Entry] {
    let weights = EmbeddedModels.weights()
    return known.filter { weights[$0.file] != nil }.map { Entry(manifest: $0, path: nil) }
  }

  private static func entries(
    in folder: String, _ known: [ModelManifest]
  ) throws(Failure) -> [Entry] {
    let names: [String]
    do throws(FileError) {
      names = try FileSystem.names(in: folder).map { String(decoding: $0, as: UTF8.self) }.sorted()
    } catch { throw .file(error) }
    var entries: [Entry] = []
    for name in names where name.hasSuffix(".json") {
      let path = joined(folder, name)
      let bytes: [UInt8]
      do throws(FileError) { bytes = try FileSystem.read(path) } catch { throw .file(error) }
      // Other JSON may lie there too.
      guard bytes.contains("photosort.model/".utf8) else { continue }
      do throws(ManifestError) {
        let manifest = try ModelManifest(json: Data(bytes))
        entries.append(Entry(manifest: manifest, path: joined(folder, manifest.file)))
      } catch { throw .manifest(path: path, reason: error.reason) }
    }
    let described = Set(entries.compactMap(\.path))
    for name in names where name.hasSuffix(".onnx") && !described.contains(joined(folder, name)) {
      let candidates = known.filter { $0.file == name }
      entries += candidates.map { Entry(manifest: $0, path: joined(folder, name)) }
    }
    return entries
  }

  /// Loads the best detector and the best embedder.
  ///
  /// - Throws: ``Failure`` when one is missing, or its weights are not what its manifest promises.
  public func load() throws(Failure) -> FaceModels {
    let detector = try best("detector") { if case .detector(let s) = $0 { s } else { nil } }
    let embedder = try best("embedder") { if case .embedder(let s) = $0 { s } else { nil } }
    let detecting = try network(detector.entry)
    let embedding = try network(embedder.entry)
    return FaceModels(
      detector: try checked(detector.entry) { () throws(ModelError) in
        try FaceDetector(detecting.network, detector.settings)
      },
      embedder: try checked(embedder.entry) { () throws(ModelError) in
        try FaceEmbedder(embedding.network, embedder.settings)
      },
      detectorIdentity: detecting.identity, embedderIdentity: embedding.identity)
  }

  private func best<Settings>(
    _ task: String, _ settings: (ModelManifest.Task) -> Settings?
  ) throws(Failure) -> (entry: Entry, settings: Settings) {
    for entry in entries {
      if let found = settings(entry.manifest.task) { return (entry, found) }
    }
    throw .missing(task: task, folder: folder ?? "the program")
  }

  /// Loads a network, and tells it by the digest of its weights.
  private func network(
    _ entry: Entry
  ) throws(Failure) -> (network: Network, identity: FaceModels.Identity) {
    let bytes: [UInt8]
    if let path = entry.path {
      do throws(FileError) { bytes = try FileSystem.read(path) } catch { throw .file(error) }
    } else {
      bytes = EmbeddedModels.weights()[entry.manifest.file] ?? []
    }
    let digest = PhotoDigest(of: bytes).hexadecimal
    if let expected = entry.manifest.sha256, digest != expected {
      throw .digest(path: entry.path ?? entry.manifest.file, expected: expected, found: digest)
    }
    let network = try checked(entry) { () throws(ModelError) in try Network(onnx: bytes) }
    return (network, FaceModels.Identity(name: entry.manifest.name, sha256: digest))
  }

  private func checked<Value>(
    _ entry: Entry, _ body: () throws(ModelError) -> Value
  ) throws(Failure) -> Value {
    do throws(ModelError) { return try body() } catch {
      throw .model(path: entry.path ?? entry.manifest.file, reason: error.description)
    }
  }
}

extension [UInt8] {
  /// Whether the bytes contain a text.
  fileprivate func contains(_ text: String.UTF8View) -> Bool {
    Data(self).range(of: Data(text)) != nil
  }
}
