internal import Organizer

extension Words {
  static func model(_ failure: ModelFailure) -> String {
    switch failure {
    case .noModels(let folder):
      "\(Terminal.visible(folder)) has no model that photosort knows: no manifest (*.json), and no "
        + "public model under its own name; docs/models.md lists them"
    case .missing(let task, let store):
      "there is no \(task.rawValue): none is built in"
        + (store.map { ", and none is in \(Terminal.visible($0))" } ?? "")
        + ". Add one for good by photosort models add FILE.onnx, or give a folder by --models DIR or "
        + "PHOTOSORT_MODELS; photosort models list --all says which are known, docs/models.md where "
        + "they come from."
    case .absent(let task, let identity, let isChosen, let instead):
      absent(task, identity, isChosen, instead ?? "NAME")
    case .unknownName(let name, let known):
      "there is no model '\(Terminal.visible(name))'; "
        + (known.isEmpty ? "there are none at all" : "there are " + known.joined(separator: ", "))
        + ". photosort models list shows them; photosort models add FILE.onnx adds one."
    case .ambiguousName(let name, let identities):
      "'\(name)' could be " + identities.map(\.short).joined(separator: " or ")
        + "; give it with its digits"
    case .file(let error): "\(Terminal.visible(error.path)): \(error.reason)"
    case .manifest(let path, let reason):
      "the manifest \(Terminal.visible(path)) cannot be used: \(reason)"
    case .digest(let path, let expected, let found):
      "\(Terminal.visible(path)) is not the model its manifest describes: SHA-256 "
        + "\(found.prefix(12))…, not \(expected.prefix(12))…; get the file again"
    case .model(let path, let reason): "\(Terminal.visible(path)): \(reason)"
    case .unknownWeights(let path, let sha256, let expected): unknown(path, sha256, expected)
    case .noStore: "there is no folder to keep models in: set HOME or XDG_DATA_HOME"
    case .choice(let path):
      "\(Terminal.visible(path)), which says which models the library uses, cannot be read; delete it, "
        + "and the library goes on with the models that its catalog was made with"
    }
  }

  /// What a precision comes to on a processor that has no such products.
  static func sentence(forMissing precision: ModelPrecision) -> String {
    "this processor has no products of \(precision.rawValue) numbers; networks compute with float32"
  }

  private static func absent(
    _ task: ModelTask, _ identity: FaceModels.Identity, _ isChosen: Bool, _ instead: String
  ) -> String {
    let why = isChosen ? "was told to use" : "was made with"
    let command = task == .embedder ? "migrate" : "use"
    let other = "change to another one by photosort models \(command) \(instead)"
    return "the library \(why) the \(task.rawValue) \(identity.name) (SHA-256 "
      + "\(identity.sha256.prefix(12))…), which is not here. Add it by photosort models add FILE.onnx, "
      + "give its folder by --models DIR or PHOTOSORT_MODELS, or \(other). Names are safe either way."
  }

  private static func unknown(_ path: String, _ sha256: String, _ expected: String?) -> String {
    guard let expected else {
      return "\(Terminal.visible(path)) is none of the models that photosort knows (SHA-256 "
        + "\(sha256)); give its manifest by --manifest FILE.json, docs/models.md says how to write one"
    }
    return
      "\(Terminal.visible(path)) is not the model of its name: SHA-256 \(sha256.prefix(12))…, not "
      + "\(expected.prefix(12))…; get the file again, or give its own manifest by --manifest FILE.json"
  }

  static func migration(_ failure: Migration.Failure) -> String {
    switch failure {
    case .nothingScanned(let root):
      "nothing is known of \(root) yet, so there is nothing to embed again; scan it, after "
        + "photosort models use NAME if it is to be another model"
    case .damagedCatalog(let root, let aside):
      "the catalog of \(Terminal.visible(root)) was damaged and is now \(Terminal.visible(aside)); "
        + "names are safe. Scan again, then migrate"
    case .notAnEmbedder(let identity):
      "\(identity.name) finds faces, it does not embed them; photosort models use \(identity.name) "
        + "has the next scan look for faces with it"
    case .noPhotoReadable(let problem):
      "nothing was changed: not one photo could be read. The first: "
        + "\(Terminal.visible(problem.path.text)): \(problem.reason). Is a drive missing?"
    case .nothingToRollBack: "there is no migration to go back from"
    case .damagedPrevious(let path):
      "\(Terminal.visible(path)), the state before the last migration, is damaged; photosort models "
        + "migrate NAME embeds all faces by the former model anew. Names are safe"
    }
  }

  /// What a model is called where another one is spoken of, too: with its digits if both have one name.
  static func name(_ model: FaceModels.Identity, beside other: FaceModels.Identity) -> String {
    model.name == other.name ? model.short : model.name
  }

  /// What a scan is about to do because its models are not the catalog's.
  static func sentence(for replacement: ModelSelection.Replacement) -> String {
    let (old, new) = (replacement.old, replacement.new)
    let note = "photosort: the library was made with \(old.short); with \(new.short), all photos "
    return note + "are read again"
      + (replacement.task == .embedder
        ? " (photosort models migrate \(new.short) would not look for faces again, and can be "
          + "taken back)"
        : "")
  }

  /// Where a model comes from.
  static func text(_ place: AvailableModel.Place) -> String {
    switch place {
    case .option: "--models"
    case .environment: "PHOTOSORT_MODELS"
    case .store: "added"
    case .builtIn: "built in"
    }
  }

  /// What became of a file that was to be added.
  static func sentence(
    for addition: (model: FaceModels.Identity, task: ModelTask, outcome: ModelStore.Addition),
    in store: ModelStore
  ) -> String {
    let name =
      "\(addition.model.name), \(addition.task == .detector ? "a" : "an") "
      + "\(addition.task.rawValue)"
    return switch addition.outcome {
    case .added: "Added \(name), to \(Terminal.visible(store.folder))."
    case .known: "\(addition.model.name) was added before; nothing changed."
    case .renewed: "Added \(name), anew."
    case .builtIn: "\(addition.model.name) is built into the program; there is nothing to add."
    }
  }
}
