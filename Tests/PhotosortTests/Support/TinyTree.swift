import Foundation
import TestSupport

extension PhotoTree {
  /// Paints photos of the people that tiny models tell apart.
  func paint(_ photos: [String: [Int]]) throws {
    for (index, photo) in photos.sorted(by: { $0.key < $1.key }).enumerated() {
      try write(TinyModel.photo(of: photo.value, seed: index), to: photo.key)
    }
  }

  /// Writes models beside the tree, and returns their folder.
  func writeModels(
    _ models: [TinyModel] = [.detector, .pixels, .mean], to name: String = "models"
  ) throws -> String {
    for model in models { try model.write(to: beside(name)) }
    return beside(name)
  }

  /// Runs a command with a folder of models as `PHOTOSORT_MODELS`, and a store beside the tree.
  func tiny(_ arguments: [String], models: String? = nil) throws -> Program.Result {
    try Program.run(arguments, in: root, models: models, dataHome: beside("data"))
  }

  /// Everything but catalogs and the choice of models.
  func outputs() throws -> FolderContents {
    try FolderContents(root) { path in
      path.hasPrefix(".photosort/catalog") || path == ".photosort/models.json"
    }
  }
}

/// A line of `models list --json`.
struct ModelRow: Decodable, Hashable {
  let name: String
  let task: String
  let dimension: Int?
  let place: String?
  let sha256: String
  let license: String?
  let present: Bool
  let in_use: Bool
}
