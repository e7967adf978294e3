internal import Foundation

/// Which models a library was told to use: `.photosort/models.json`, made by `models use` and
/// `models migrate`.
struct ModelChoice: Sendable, Equatable, Codable {
  /// What tells the file from other JSON.
  private static let schema = "photosort.models/1"

  private var schema = Self.schema
  /// The detector, if one was chosen.
  var detector: FaceModels.Identity?
  /// The embedder, if one was chosen.
  var embedder: FaceModels.Identity?

  /// Makes a choice that leaves everything open.
  init() {}

  /// Reads the choice of a library; one without the file has chosen nothing.
  ///
  /// - Throws: ``ModelFailure/choice(path:)`` when the file cannot be read or is none.
  init(_ library: PhotoLibrary) throws(ModelFailure) {
    let path = library.modelChoice
    guard FileStatus(path: path) != nil else { return }
    guard let bytes = try? FileSystem.read(path),
      let choice = try? JSONDecoder().decode(ModelChoice.self, from: Data(bytes)),
      choice.schema == Self.schema
    else { throw .choice(path: path) }
    self = choice
  }

  /// The model chosen for a task.
  subscript(task: ModelTask) -> FaceModels.Identity? {
    get { task == .detector ? detector : embedder }
    set { if task == .detector { detector = newValue } else { embedder = newValue } }
  }

  /// The same with another embedder, or with none.
  func choosing(_ embedder: FaceModels.Identity?) -> ModelChoice {
    var choice = self
    choice.embedder = embedder
    return choice
  }

  /// Leaves the choice for later commands; the library is locked.
  func store(_ library: PhotoLibrary) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    try AtomicFile.write(Array(try encoder.encode(self)) + [0x0A], to: library.modelChoice)
  }
}
