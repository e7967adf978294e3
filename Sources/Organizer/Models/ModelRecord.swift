internal import FaceInference
internal import Foundation

/// The models whose results the catalog holds, as the last scan left them there.
///
/// Commands that do not look at photos need no weights, only what the similarities mean.
struct ModelRecord: Codable, Sendable, Equatable {
  let detector: String
  let detectorSHA256: String
  private let detectorForm: String?
  private(set) var embedder: String
  private(set) var embedderSHA256: String
  private var embedderForm: String?
  private(set) var thresholds: EmbedderSettings.Thresholds
  /// The number of values of an embedding; `nil` in catalogs of the first version.
  private(set) var dimension: Int?

  private static let setting = "models"

  init(_ models: FaceModels) {
    detector = models.detectorIdentity.name
    detectorSHA256 = models.detectorIdentity.sha256
    detectorForm = models.detectorIdentity.form
    embedder = models.embedderIdentity.name
    embedderSHA256 = models.embedderIdentity.sha256
    embedderForm = models.embedderIdentity.form
    thresholds = models.embedder.settings.thresholds
    dimension = models.embedder.settings.dimension
  }

  /// Reads what the last scan left; `nil` before the first.
  ///
  /// - Throws: `AnalysisCatalog.Failure`, also when no scan can have left it: without it the faces have
  ///   no meaning.
  init?(_ catalog: AnalysisCatalog) throws {
    guard let text = try catalog.setting(Self.setting) else {
      guard try catalog.hasPhotos() else { return nil }
      throw AnalysisCatalog.Failure(
        path: catalog.path, kind: .damaged, reason: "it does not say which models made it")
    }
    guard let record = Self.decoded(text) else {
      throw AnalysisCatalog.Failure(
        path: catalog.path, kind: .damaged, reason: "what it says of its models cannot be")
    }
    self = record
  }

  /// Looks into a library's catalog without making or mending one; `nil` when nothing can be read.
  ///
  /// What is wrong with a catalog is told by whoever opens it to work with it.
  init?(lookingInto library: PhotoLibrary) {
    guard let catalog = try? library.existingCatalog(), let record = try? ModelRecord(catalog)
    else { return nil }
    self = record
  }

  /// Reads a record; `nil` for what no scan can have left.
  private static func decoded(_ text: String) -> ModelRecord? {
    let record = try? JSONDecoder().decode(ModelRecord.self, from: Data(text.utf8))
    return record.flatMap { $0.thresholds.arePossible && $0.dimension ?? 1 > 0 ? $0 : nil }
  }

  /// The model of a task.
  subscript(task: ModelTask) -> FaceModels.Identity {
    switch task {
    case .detector: FaceModels.Identity(name: detector, sha256: detectorSHA256, form: detectorForm)
    case .embedder: FaceModels.Identity(name: embedder, sha256: embedderSHA256, form: embedderForm)
    }
  }

  /// The same with another embedder.
  func with(_ embedder: FaceModels.Identity, _ settings: EmbedderSettings) -> ModelRecord {
    var record = self
    record.embedder = embedder.name
    record.embedderSHA256 = embedder.sha256
    record.embedderForm = embedder.form
    record.thresholds = settings.thresholds
    record.dimension = settings.dimension
    return record
  }

  /// Whether the embeddings of a photo with such settings are of this embedder.
  func isEmbedder(of settings: String) -> Bool {
    AnalysisSettings(settings)?.embedder == self[.embedder].short
  }

  /// Leaves the record for later commands.
  func store(_ catalog: AnalysisCatalog) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    try catalog.setSetting(Self.setting, String(decoding: try encoder.encode(self), as: UTF8.self))
  }

  /// Thresholds that nothing reaches, for a library without embeddings.
  static let strictest = EmbedderSettings.Thresholds(
    verification: 1, clustering: 1, singletonMargin: 0, weakJoin: 1, identification: 1,
    identificationGrowth: 0, margin: 0)
}
