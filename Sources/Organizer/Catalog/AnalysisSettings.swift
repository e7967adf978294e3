internal import FaceInference

/// With what a photo was analyzed, as the catalog keeps it beside the photo: one line.
struct AnalysisSettings: Sendable, Hashable {
  /// The detector, by its short identity.
  let detector: String
  /// The embedder, by its short identity: no vector of another one is compared with its vectors.
  let embedder: String
  /// How hard faces were looked for.
  let detail: SearchDetail
  /// The version of the decoder that could not decode the photo; `nil` for one that was decoded.
  var decoder: Int?

  init(detector: String, embedder: String, detail: SearchDetail) {
    self.detector = detector
    self.embedder = embedder
    self.detail = detail
  }

  /// Reads a line; `nil` when it is none.
  init?(_ text: String) {
    let parts = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    guard (3...4).contains(parts.count), let detail = SearchDetail(rawValue: parts[2]) else {
      return nil
    }
    self.init(detector: parts[0], embedder: parts[1], detail: detail)
    guard parts.count == 4 else { return }
    guard let decoder = Int(parts[3]) else { return nil }
    self.decoder = decoder
  }

  /// The line.
  var text: String {
    "\(detector) \(embedder) \(detail.rawValue)" + (decoder.map { " \($0)" } ?? "")
  }

  /// The same with another embedder.
  func with(embedder: FaceModels.Identity) -> AnalysisSettings {
    var settings = AnalysisSettings(detector: detector, embedder: embedder.short, detail: detail)
    settings.decoder = decoder
    return settings
  }
}
