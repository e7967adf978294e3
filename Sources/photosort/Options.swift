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

  /// Reads what people decided, which needs no catalog, and tells on standard error what of it
  /// could not be read.
  func people() throws -> PeopleState {
    let contents = try Journal(path: try place().journal).read()
    LibrarySession.tell(contents.problems)
    return PeopleState(contents.entries)
  }

  /// Finds the library, which need not have been scanned.
  func place() throws -> PhotoLibrary {
    try PhotoLibrary.open(library, from: FileManager.default.currentDirectoryPath)
  }

  /// Finds the library, or `nil` when none was named and none is near.
  func placeIfAny() throws -> PhotoLibrary? {
    do throws(PhotoLibrary.Failure) {
      return try PhotoLibrary.open(library, from: FileManager.default.currentDirectoryPath)
    } catch {
      guard case .notFound = error else { throw error }
      return nil
    }
  }
}

extension LibrarySession {
  /// Reads and labels everything known, and tells on standard error what of the journal could not
  /// be read: whoever misses a name is to know why.
  func toldLibrary() throws -> LabelledLibrary {
    let library = try labelled()
    Self.tell(library.contents.journalProblems)
    return library
  }

  /// Tells on standard error what of the journal could not be read.
  static func tell(_ problems: [JournalProblem]) {
    for problem in problems { Terminal.error("photosort: \(Words.sentence(for: problem))") }
  }
}

/// Where the models come from.
struct ModelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A folder of models: ONNX files and their manifests. Without it, the library's own models.",
      valueName: "dir"))
  var models: String?

  @Option(
    help: ArgumentHelp(
      "float32, or bf16 or int8 for faster and rougher numbers. Without it, what each model's manifest "
        + "says.",
      valueName: "numbers"))
  var precision: ModelPrecision?

  func validate() throws {
    guard models != "" else { throw ValidationError("--models is empty; name a folder.") }
  }

  /// Looks through the folder given, that of PHOTOSORT_MODELS, the user's store and the program.
  func sources() throws -> ModelSources {
    let environment = ProcessInfo.processInfo.environment
    let named = environment["PHOTOSORT_MODELS"].flatMap { $0.isEmpty ? nil : $0 }
    if let precision, !precision.isAvailable {
      Terminal.error("photosort: \(Words.sentence(forMissing: precision))")
    }
    return try ModelSources(
      option: models, environment: named, store: ModelStore(environment: environment),
      precision: precision)
  }

  /// Selects the models for work on a library.
  func selection(for library: PhotoLibrary?) throws -> ModelSelection {
    try ModelSelection(try sources(), for: library)
  }
}

extension ModelPrecision: ExpressibleByArgument {}
extension ScanDetail: ExpressibleByArgument {}
extension CropOptions.Faces: ExpressibleByArgument {}
extension CropFormat: ExpressibleByArgument {}
