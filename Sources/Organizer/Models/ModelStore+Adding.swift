internal import FaceInference
internal import Foundation

#if canImport(Glibc)
  internal import Glibc
#endif

extension ModelStore {
  /// What became of a file that was to be added.
  public enum Addition: Sendable, Equatable {
    /// It is in the store now.
    case added
    /// It was there before, the same.
    case known
    /// It was there before; its manifest or damaged weights were replaced.
    case renewed
    /// The program has it.
    case builtIn
  }

  /// A file that was checked and can be added.
  private struct Candidate {
    let identity: FaceModels.Identity
    let manifest: ModelManifest
    let sha256: String
    let manifestFile: [UInt8]
    let weights: [UInt8]
    /// The network that refines a detector's landmarks, if it has one.
    let refinement: (name: String, bytes: [UInt8])?
  }

  /// Adds models: all of them, or none when one cannot be used.
  ///
  /// - Parameters:
  ///   - files: ONNX files.
  ///   - manifest: The manifest of the only file; without it the built-in one for its SHA-256.
  /// - Returns: Each model and what became of it, in the order of the files.
  public func add(
    _ files: [String], manifest: String? = nil
  ) throws(ModelFailure) -> [(model: FaceModels.Identity, task: ModelTask, outcome: Addition)] {
    precondition(manifest == nil || files.count == 1, "a manifest describes one file")
    var candidates: [Candidate] = []
    for file in files { candidates.append(try candidate(file, manifest)) }
    var added: [(model: FaceModels.Identity, task: ModelTask, outcome: Addition)] = []
    sweep()
    for candidate in candidates {
      let outcome = try keep(candidate)
      added.append((candidate.identity, candidate.manifest.kind, outcome))
    }
    return added
  }

  /// Reads a file, finds its manifest, and sees that the model can be used.
  private func candidate(
    _ path: String, _ manifestPath: String?
  ) throws(ModelFailure) -> Candidate {
    let weights = try Self.read(path)
    let digest = PhotoDigest(of: weights).hexadecimal
    let json: [UInt8]
    if let manifestPath {
      json = try Self.read(manifestPath)
    } else if let known = EmbeddedModels.manifestFile(sha256: digest) {
      json = known
    } else {
      let namesake = (try? EmbeddedModels.manifests())?
        .first { $0.file == FileSystem.name(of: path) }
      throw .unknownWeights(path: path, sha256: digest, expected: namesake?.sha256)
    }
    let manifest = try ModelFolder.manifest(json, manifestPath ?? "(built in)")
    if let expected = manifest.sha256, expected != digest {
      throw .digest(path: path, expected: expected, found: digest)
    }
    let model = AvailableModel(manifest, .option, path: path, sha256: digest)
    try model.check()
    return Candidate(
      identity: model.identity, manifest: manifest, sha256: digest, manifestFile: json,
      weights: weights,
      refinement: try refinement(of: manifest, beside: path))
  }

  /// Reads the network that refines a detector's landmarks, so that the store has it too.
  private func refinement(
    of manifest: ModelManifest, beside path: String
  ) throws(ModelFailure) -> (name: String, bytes: [UInt8])? {
    guard case .detector(let settings) = manifest.task, let refinement = settings.refinement
    else { return nil }
    return (refinement.file, try ModelFile(refinement.file, beside: path).bytes)
  }

  /// What the folder of a model is called until it is whole.
  private static let unfinished = ".adding-"
  /// No run adds for so long, in nanoseconds: an hour.
  private static let longest: Int64 = 3600 * 1_000_000_000

  /// Removes what runs that were killed left.
  private func sweep() {
    let now = Int64(Date().timeIntervalSince1970) * 1_000_000_000
    for name in (try? FileSystem.names(in: folder)) ?? [] {
      let path = joined(folder, String(decoding: name, as: UTF8.self))
      guard FileSystem.name(of: path).hasPrefix(Self.unfinished),
        let status = FileStatus(path: path),
        now - status.modified > Self.longest
      else { continue }
      try? FileManager.default.removeItem(atPath: path)
    }
  }

  private static func read(_ path: String) throws(ModelFailure) -> [UInt8] {
    do throws(FileError) { return try FileSystem.read(path) } catch { throw .file(error) }
  }

  /// Puts its files into a folder of their own, which gets its name when they are on the disk.
  private func keep(_ candidate: Candidate) throws(ModelFailure) -> Addition {
    let manifest = candidate.manifest
    let isBuiltIn = EmbeddedModels.weights()[manifest.file].map { $0 == candidate.weights } ?? false
    if isBuiltIn, candidate.manifestFile == EmbeddedModels.manifestFile(sha256: candidate.sha256) {
      return .builtIn
    }
    let destination = joined(folder, "\(manifest.name)-\(candidate.sha256.prefix(16))")
    var files = [
      (ModelManifest.reservedName, candidate.manifestFile), (manifest.file, candidate.weights),
    ]
    if let refinement = candidate.refinement { files.append(refinement) }
    do throws(FileError) {
      guard FileStatus(path: destination) == nil else {
        return try Self.renew(files, in: destination)
      }
      let temporary = joined(folder, Self.unfinished + UUID().uuidString)
      do throws(FileError) {
        for (name, bytes) in files { try AtomicFile.write(bytes, to: joined(temporary, name)) }
        guard rename(temporary, destination) == 0 else { throw FileError(path: destination) }
      } catch {
        try? FileManager.default.removeItem(atPath: temporary)
        throw error
      }
      return .added
    } catch { throw .file(error) }
  }

  private static func renew(
    _ files: [(name: String, bytes: [UInt8])], in folder: String
  ) throws(FileError) -> Addition {
    var outcome = Addition.known
    for (name, bytes) in files where (try? FileSystem.read(joined(folder, name))) != bytes {
      try AtomicFile.write(bytes, to: joined(folder, name))
      outcome = .renewed
    }
    return outcome
  }
}
