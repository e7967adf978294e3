public import ArgumentParser
internal import Foundation
public import Organizer

/// Which library a command works on.
struct LibraryOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The library's folder. Without it, the nearest .photosort at or above this folder.",
      valueName: "dir"))
  var library: String?

  /// Opens the library.
  func open() throws -> LibrarySession {
    try LibrarySession(library, from: FileManager.default.currentDirectoryPath)
  }
}

/// Where the models come from.
struct ModelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A folder of models: ONNX files and their manifests. Also PHOTOSORT_MODELS.",
      valueName: "dir"))
  var models: String?

  /// Loads the best detector and embedder of the folder, or of the program.
  func load() throws -> FaceModels {
    let named = models ?? ProcessInfo.processInfo.environment["PHOTOSORT_MODELS"]
    return try ModelStore(folder: named.flatMap { $0.isEmpty ? nil : $0 }).load()
  }
}

extension ScanDetail: ExpressibleByArgument {}
extension CropOptions.Faces: ExpressibleByArgument {}
extension CropFormat: ExpressibleByArgument {}
