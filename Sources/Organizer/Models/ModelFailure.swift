/// Why a model cannot be used, found or added.
public enum ModelFailure: Error, Sendable {
  /// A folder that was given holds no model.
  case noModels(folder: String)
  /// No model for a task was found anywhere.
  case missing(ModelTask, store: String?)
  /// The model that a library was told to use, or was analyzed with, is not found; `instead` is the
  /// name of the best one that is there.
  case absent(ModelTask, FaceModels.Identity, isChosen: Bool, instead: String?)
  /// No model has such a name, of those that have one.
  case unknownName(String, known: [String])
  /// Several models have a name.
  case ambiguousName(String, [FaceModels.Identity])
  /// A folder or a file cannot be read or written.
  case file(FileError)
  /// A manifest cannot be used.
  case manifest(path: String, reason: String)
  /// A model's weights are not those of its manifest.
  case digest(path: String, expected: String, found: String)
  /// A model cannot be run.
  case model(path: String, reason: String)
  /// No manifest is known for a file; `expected` is the digest of the known model of its name.
  case unknownWeights(path: String, sha256: String, expected: String?)
  /// There is no folder to keep models in.
  case noStore
  /// The file that says which models a library uses cannot be read.
  case choice(path: String)
}
