internal import FaceInference

/// Says which of the models at hand a library is worked on with.
///
/// For each task the first of these: a model of the folder that `--models` names; the one that the
/// library was told to use; the one that its catalog was made with; the best of `PHOTOSORT_MODELS`,
/// of the user's store, of the program. So no scan embeds a library anew because a better model
/// turned up.
public struct ModelSelection: Sendable {
  private let sources: ModelSources
  private let choice: ModelChoice
  private let record: ModelRecord?

  /// Prepares the selection.
  ///
  /// - Parameters:
  ///   - sources: The models at hand.
  ///   - library: The library, which need not be there yet; `nil` for work without one.
  public init(_ sources: ModelSources, for library: PhotoLibrary?) throws(ModelFailure) {
    self.sources = sources
    choice = try library.map { library throws(ModelFailure) in try ModelChoice(library) } ?? .init()
    record = library.flatMap { ModelRecord(lookingInto: $0) }
  }

  /// Selects the model for a task.
  ///
  /// - Throws: ``ModelFailure/absent(_:_:isChosen:instead:)`` when the library's model is not at
  ///   hand, ``ModelFailure/missing(_:store:)`` when none is.
  public func model(for task: ModelTask) throws(ModelFailure) -> AvailableModel {
    let models = sources.models.filter { $0.task == task }
    let wanted = [choice[task], record?[task]].compactMap(\.self)
    let ordered = models.filter { $0.place == .option }
    // `--models` says from where; which of several, the library knows best.
    for identity in wanted {
      if let model = ordered.best(for: identity) { return model }
    }
    if let best = ordered.first { return best }
    if let identity = wanted.first {
      guard let model = sources.model(identity, task) else {
        throw .absent(
          task, identity, isChosen: choice[task] != nil, instead: models.first?.identity.name)
      }
      return model
    }
    guard let best = models.first else {
      // What is wrong in the store may well be the reason.
      throw sources.problems.first ?? .missing(task, store: sources.store?.folder)
    }
    return best
  }

  /// The models that a scan would use, as far as they are at hand.
  public var models: [AvailableModel] {
    var models: [AvailableModel] = []
    for task in ModelTask.allCases {
      if let model = try? model(for: task) { models.append(model) }
    }
    return models
  }

  /// Loads the detector and the embedder.
  public func load() throws(ModelFailure) -> FaceModels {
    let (first, second) = (try model(for: .detector), try model(for: .embedder))
    return FaceModels(
      detector: try first.detector(), embedder: try second.embedder(),
      detectorIdentity: first.identity, embedderIdentity: second.identity)
  }

  /// A model of the catalog in whose place another one comes, so that all photos are read again.
  public struct Replacement: Sendable, Equatable {
    /// What both do.
    public let task: ModelTask
    /// The catalog's model.
    public let old: FaceModels.Identity
    /// The selected one.
    public let new: FaceModels.Identity
  }

  /// The models of the catalog that a scan would replace.
  public var replacements: [Replacement] {
    guard let record else { return [] }
    var replacements: [Replacement] = []
    for model in models where record[model.task] != model.identity {
      replacements.append(
        Replacement(task: model.task, old: record[model.task], new: model.identity))
    }
    return replacements
  }
}
