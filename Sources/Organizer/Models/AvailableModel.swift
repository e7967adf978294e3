internal import FaceInference
internal import Foundation

/// A model that can be loaded, and where it lies.
public struct AvailableModel: Sendable, Equatable {
  /// Where models come from, in the order in which they are looked through.
  public enum Place: String, Sendable, CaseIterable {
    /// The folder that `--models` names.
    case option
    /// The folder that `PHOTOSORT_MODELS` names.
    case environment
    /// The user's own models, added by `models add`.
    case store
    /// The program.
    case builtIn
  }

  let manifest: ModelManifest
  /// Where it comes from.
  public let place: Place
  /// The file of its weights; `nil` for those in the program.
  public let path: String?
  /// What it is told by: its name, and the digest of its weights.
  public let identity: FaceModels.Identity
  /// The numbers that it computes with.
  private(set) var precision: Precision
  /// What it does.
  public var task: ModelTask { manifest.kind }
  /// Which of several is taken: the one of highest rank.
  public var rank: Int { manifest.rank }
  /// The number of values of an embedding; `nil` for a detector.
  public var dimension: Int? {
    guard case .embedder(let settings) = manifest.task else { return nil }
    return settings.dimension
  }
  /// The licence that its source puts on it.
  public var license: String? { manifest.license }
  /// Where it was made.
  public var source: String? { manifest.source }

  /// Makes a model.
  ///
  /// - Parameter sha256: The digest that its weights are to have; of its manifest, where that tells
  ///   one.
  init(_ manifest: ModelManifest, _ place: Place, path: String?, sha256: String) {
    self.manifest = manifest
    precision = manifest.precision
    identity = FaceModels.Identity(
      name: manifest.name, sha256: sha256, form: KnownForms.digits(of: manifest, sha256: sha256))
    self.place = place
    self.path = path
  }

  /// Makes a model of a built-in manifest; each of those tells its digest.
  init?(builtIn manifest: ModelManifest) {
    guard let sha256 = manifest.sha256 else { return nil }
    self.init(manifest, .builtIn, path: nil, sha256: sha256)
  }

  /// The same model, computing with other numbers; with those of its manifest if `nil`.
  func computing(with precision: ModelPrecision?) -> AvailableModel {
    var model = self
    model.precision = precision?.numbers ?? manifest.precision
    return model
  }

  /// Whether it goes before another: by place, then rank, then name.
  static func precedes(_ a: AvailableModel, _ b: AvailableModel) -> Bool {
    let (p, q) = (a.place.order, b.place.order)
    return (p, b.rank, a.identity.name, a.identity.sha256)
      < (q, a.rank, b.identity.name, b.identity.sha256)
  }
}

extension Sequence<AvailableModel> {
  /// The model that an identity tells of; else, with which photos are read again, one that gives
  /// the same results under another name, or one of the same weights.
  func best(for identity: FaceModels.Identity) -> AvailableModel? {
    first { $0.identity == identity } ?? first { $0.identity.results == identity.results }
      ?? first { $0.identity.sha256 == identity.sha256 }
  }
}

extension AvailableModel.Place {
  fileprivate var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

// MARK: - Loading

extension AvailableModel {
  /// Loads the model and runs an embedder once, so that one which cannot be used is found out now.
  public func check() throws(ModelFailure) {
    switch task {
    case .detector: _ = try detector()
    case .embedder:
      let embedder = try embedder()
      let file = try ModelFile(manifest.file, path: path)
      let works = try file.checked { () throws(ModelError) in try embedder.embedsSomething() }
      guard works else {
        throw .model(
          path: file.label,
          reason: "it makes no vector of a picture: zero, or no number; is the manifest right?")
      }
    }
  }

  /// Loads a detector.
  func detector() throws(ModelFailure) -> FaceDetector {
    guard case .detector(let settings) = manifest.task else {
      preconditionFailure("an embedder finds no faces")
    }
    let file = try ModelFile(manifest.file, path: path)
    let network = try file.network(sha256: identity.sha256, precision)
    let refiner: LandmarkRefiner?
    if let refinement = settings.refinement {
      refiner = try self.refiner(refinement)
    } else {
      refiner = nil
    }
    return try file.checked { () throws(ModelError) in
      try FaceDetector(network, settings, refiner: refiner)
    }
  }

  /// Loads what places a detector's landmarks more exactly.
  private func refiner(_ settings: RefinementSettings) throws(ModelFailure) -> LandmarkRefiner {
    let file = try ModelFile(settings.file, beside: path)
    let network = try file.network(sha256: settings.sha256, precision)
    return try file.checked { () throws(ModelError) in try LandmarkRefiner(network, settings) }
  }

  /// Loads an embedder.
  func embedder() throws(ModelFailure) -> FaceEmbedder {
    guard case .embedder(let settings) = manifest.task else {
      preconditionFailure("a detector embeds no faces")
    }
    let file = try ModelFile(manifest.file, path: path)
    let network = try file.network(sha256: identity.sha256, precision)
    return try file.checked { () throws(ModelError) in try FaceEmbedder(network, settings) }
  }
}
