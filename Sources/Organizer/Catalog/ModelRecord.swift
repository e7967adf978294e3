internal import FaceInference
internal import Foundation

/// The models whose results the catalog holds, as the last scan left them there.
///
/// Commands that do not look at photos need no weights, only what the similarities mean.
struct ModelRecord: Codable, Sendable, Equatable {
  let detector: String
  let detectorSHA256: String
  let embedder: String
  let embedderSHA256: String
  let thresholds: EmbedderSettings.Thresholds

  private static let setting = "models"

  init(_ models: FaceModels) {
    detector = models.detectorIdentity.name
    detectorSHA256 = models.detectorIdentity.sha256
    embedder = models.embedderIdentity.name
    embedderSHA256 = models.embedderIdentity.sha256
    thresholds = models.embedder.settings.thresholds
  }

  /// Reads what the last scan left; `nil` before the first.
  init?(_ catalog: AnalysisCatalog) throws {
    guard let text = try catalog.setting(Self.setting),
      let record = try? JSONDecoder().decode(ModelRecord.self, from: Data(text.utf8))
    else { return nil }
    self = record
  }

  /// Whether the embeddings of a photo with such settings are of this embedder.
  func isEmbedder(of settings: String) -> Bool {
    let embedder = FaceModels.Identity(name: embedder, sha256: embedderSHA256)
    return settings.contains(" \(embedder.short) ")
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
