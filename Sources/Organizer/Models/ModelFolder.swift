internal import FaceInference
internal import Foundation

/// The models of a folder: weights (`*.onnx`) and their manifests (`*.json`).
///
/// Weights without a manifest are known by their name, when they are public ones that photosort has
/// a manifest for; their digest is checked when they are loaded.
struct ModelFolder: Sendable {
  /// The models found.
  private(set) var models: [AvailableModel] = []
  /// Manifests that cannot be used, or whose weights are not there.
  private(set) var problems: [ModelFailure] = []

  /// Lists the models of a folder.
  ///
  /// - Parameters:
  ///   - folder: The folder.
  ///   - place: What the folder is.
  ///   - known: The manifests of models that photosort knows.
  /// - Throws: ``ModelFailure/file(_:)`` when the folder cannot be read.
  init(
    _ folder: String, _ place: AvailableModel.Place, known: [ModelManifest]
  ) throws(ModelFailure) {
    let names: [String]
    do throws(FileError) {
      names = try FileSystem.names(in: folder).map { String(decoding: $0, as: UTF8.self) }.sorted()
    } catch { throw .file(error) }
    for name in names where name.hasSuffix(".json") {
      do throws(ModelFailure) {
        guard let manifest = try Self.manifest(joined(folder, name)) else { continue }
        let path = joined(folder, manifest.file)
        var sha256 = manifest.sha256
        if sha256 == nil { sha256 = try Self.digest(path) }
        models.append(AvailableModel(manifest, place, path: path, sha256: sha256 ?? ""))
      } catch { problems.append(error) }
    }
    let described = Set(models.compactMap(\.path))
    for name in names where name.hasSuffix(".onnx") && !described.contains(joined(folder, name)) {
      for manifest in known where manifest.file == name {
        let sha256 = manifest.sha256 ?? ""
        models.append(AvailableModel(manifest, place, path: joined(folder, name), sha256: sha256))
      }
    }
    for path in models.compactMap(\.path) where FileStatus(path: path) == nil {
      problems.append(.file(FileError(path: path, code: ENOENT)))
    }
    models.removeAll { $0.path.map { FileStatus(path: $0) == nil } ?? false }
  }

  /// Returns the digest of weights whose manifest does not tell it.
  private static func digest(_ path: String) throws(ModelFailure) -> String {
    do throws(FileError) { return PhotoDigest(of: try FileSystem.read(path)).hexadecimal } catch {
      throw .file(error)
    }
  }

  /// Reads a manifest; `nil` for other JSON, which may lie there too.
  static func manifest(_ path: String) throws(ModelFailure) -> ModelManifest? {
    let bytes: [UInt8]
    do throws(FileError) { bytes = try FileSystem.read(path) } catch { throw .file(error) }
    let isManifest = schemas.contains { bytes.firstRange(of: $0.utf8) != nil }
    return isManifest ? try manifest(bytes, path) : nil
  }

  /// What every manifest holds; some programs write a slash with a backslash in front.
  private static let schemas = ["photosort.model/", "photosort.model\\/"]

  /// Reads a manifest that must be one.
  static func manifest(_ bytes: [UInt8], _ path: String) throws(ModelFailure) -> ModelManifest {
    do throws(ManifestError) { return try ModelManifest(json: Data(bytes)) } catch {
      throw .manifest(path: path, reason: error.reason)
    }
  }
}
