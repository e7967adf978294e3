internal import FaceInference

/// Every model that this run can load.
public struct ModelSources: Sendable {
  /// The models: by place, then rank.
  public let models: [AvailableModel]
  /// What cannot be used in the user's own store.
  public let problems: [ModelFailure]
  /// Where the user's own models are.
  public let store: ModelStore?

  /// Looks through all places.
  ///
  /// - Parameters:
  ///   - option: The folder that `--models` names.
  ///   - environment: The folder that `PHOTOSORT_MODELS` names; `--models` goes before it.
  ///   - store: The user's own models.
  ///   - precision: The numbers that all of them compute with; `nil` for what their manifests say.
  /// - Throws: ``ModelFailure`` when a folder that was named holds no models, or something in it
  ///   cannot be used.
  public init(
    option: String?, environment: String?, store: ModelStore?, precision: ModelPrecision? = nil
  ) throws(ModelFailure) {
    let known: [ModelManifest]
    do throws(ManifestError) { known = try EmbeddedModels.manifests() } catch {
      throw .manifest(path: "(built in)", reason: error.reason)
    }
    var models: [AvailableModel] = []
    if let option {
      models += try Self.named(option, .option, known)
    } else if let environment {
      models += try Self.named(environment, .environment, known)
    }
    let own = store?.contents(known: known) ?? (models: [], problems: [])
    let weights = EmbeddedModels.weights()
    models += own.models
    models += known.filter { weights[$0.file] != nil }.compactMap(AvailableModel.init(builtIn:))
    self.models = models.sorted(by: AvailableModel.precedes).map {
      $0.computing(with: precision)
    }
    self.problems = own.problems
    self.store = store
  }

  private static func named(
    _ folder: String, _ place: AvailableModel.Place, _ known: [ModelManifest]
  ) throws(ModelFailure) -> [AvailableModel] {
    let found = try ModelFolder(folder, place, known: known)
    if let problem = found.problems.first { throw problem }
    guard !found.models.isEmpty else { throw .noModels(folder: folder) }
    return found.models
  }

  /// Models that photosort knows and does not have, best first by task.
  public var absent: [AvailableModel] {
    let present = Set(models.map(\.identity.sha256))
    let known = (try? EmbeddedModels.manifests()) ?? []
    return known.compactMap(AvailableModel.init(builtIn:))
      .filter { !present.contains($0.identity.sha256) }.sorted(by: AvailableModel.precedes)
  }

  /// Returns the model of a name, or of a name and the first digits of its SHA-256:
  /// `name@b7120c09`.
  ///
  /// - Throws: ``ModelFailure/unknownName(_:known:)``, or ``ModelFailure/ambiguousName(_:_:)`` when
  ///   two models have the name.
  public func model(named text: String) throws(ModelFailure) -> AvailableModel {
    // What is told exactly is that model, though its digits are those of others, too.
    let exact = models.filter { $0.identity.short == text }
    let found =
      exact.isEmpty
      ? models.filter { [$0.identity.name, $0.identity.weights].contains(text) } : exact
    guard let first = found.first else {
      throw .unknownName(text, known: models.map(\.identity.name).uniqued)
    }
    let others = found.map(\.identity).uniqued
    guard others.count == 1 else { throw .ambiguousName(text, others) }
    return first
  }

  /// Returns the model of an identity, or one of the same weights; `nil` without any.
  func model(_ identity: FaceModels.Identity, _ task: ModelTask) -> AvailableModel? {
    models.filter { $0.task == task }.best(for: identity)
  }
}

extension Array where Element: Hashable {
  /// The elements without repetitions, in order.
  fileprivate var uniqued: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
