internal import FaceInference

/// The detector and the embedder that a scan uses; immutable, shared by all workers.
public final class FaceModels: Sendable {
  /// What a model is told by: its name, the digest of its weights, and how these are fed and read.
  public struct Identity: Sendable, Hashable, Codable {
    /// The name that its manifest gives it.
    public let name: String
    /// The SHA-256 of its weights, in hexadecimal digits.
    public let sha256: String
    /// Eight digits of the digest of the manifest's form; `nil` where that is what photosort's own
    /// manifest of these weights says.
    public let form: String?

    /// Makes an identity.
    package init(name: String, sha256: String, form: String? = nil) {
      self.name = name
      self.sha256 = sha256
      self.form = form
    }

    /// Makes an identity of its short form, which tells of the weights' digest eight digits only.
    init(short: String) {
      let (name, digits) = Self.divided(short, at: "@")
      let (weights, form) = Self.divided(digits ?? "", at: "~")
      self.init(name: name, sha256: weights, form: form)
    }

    private static func divided(_ text: String, at mark: Character) -> (String, String?) {
      let parts = text.split(separator: mark, maxSplits: 1, omittingEmptySubsequences: false)
      return (String(parts[0]), parts.count > 1 ? String(parts[1]) : nil)
    }

    /// What results depend on: vectors of two embedders are compared only where this is the same.
    var results: String { sha256 + (form.map { "~\($0)" } ?? "") }

    /// A short form that still tells two models apart: the name, eight digits of the weights, and
    /// those of the form.
    public var short: String { weights + (form.map { "~\($0)" } ?? "") }
    /// The name and eight digits of the weights.
    var weights: String { "\(name)@\(sha256.prefix(8))" }
  }

  /// Finds faces.
  let detector: FaceDetector
  /// Tells them apart.
  let embedder: FaceEmbedder
  /// The detector's name and digest.
  public let detectorIdentity: Identity
  /// The embedder's name and digest.
  public let embedderIdentity: Identity

  init(
    detector: FaceDetector, embedder: FaceEmbedder, detectorIdentity: Identity,
    embedderIdentity: Identity
  ) {
    self.detector = detector
    self.embedder = embedder
    self.detectorIdentity = detectorIdentity
    self.embedderIdentity = embedderIdentity
  }

  /// What an analysis depends on beside the photo: models and detail, in one line.
  ///
  /// What refines the detector's landmarks is a part of the detector.
  func settings(_ detail: SearchDetail) -> String { analysisSettings(detail).text }

  /// The same of a photo that could not be decoded, which a later decoder may be able to.
  func settingsOfFailure(_ detail: SearchDetail) -> String {
    var settings = analysisSettings(detail)
    settings.decoder = PhotoDecoder.version
    return settings.text
  }

  /// The settings with which a photo need not be analyzed again.
  func currentSettings(_ detail: SearchDetail) -> Set<String> {
    [settings(detail), settingsOfFailure(detail)]
  }

  private func analysisSettings(_ detail: SearchDetail) -> AnalysisSettings {
    let refinement = detector.settings.refinement.map { "+\($0.sha256.prefix(8))" } ?? ""
    return AnalysisSettings(
      detector: detectorIdentity.short + refinement, embedder: embedderIdentity.short,
      detail: detail)
  }
}
