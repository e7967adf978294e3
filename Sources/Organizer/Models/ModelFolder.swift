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
        models.append(try Self.model(manifest, place, path: joined(folder, manifest.file)))
      } catch { problems.append(error) }
    }
    let described = Set(models.compactMap(\.path))
    for name in names where name.hasSuffix(".onnx") && !described.contains(joined(folder, name)) {
      for manifest in known where manifest.file == name {
        models.append(try Self.model(manifest, place, path: joined(folder, name)))
      }
    }
    for path in models.compactMap(\.path) where FileStatus(path: path) == nil {
      problems.append(.file(FileError(path: path, code: ENOENT)))
    }
    models.removeAll { $0.path.map { FileStatus(path: $0) == nil } ?? false }
  }

  /// Makes a model; of weights whose manifest tells no digest, it is taken.
  private static func model(
    _ manifest: ModelManifest, _ place: AvailableModel.Place, path: String
  ) throws(ModelFailure) -> AvailableModel {
    if let sha256 = manifest.sha256 {
      return AvailableModel(manifest, place, path: path, sha256: sha256)
    }
    do throws(FileError) {
      let sha256 = PhotoDigest(of: try FileSystem.read(path)).hexadecimal
      return AvailableModel(manifest, place, path: path, sha256: sha256)
    } catch { throw .file(error) }
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
