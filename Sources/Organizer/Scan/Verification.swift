internal import FaceInference

/// Compares the largest faces of two photos: 1:1 verification.
public struct Verification {
  /// What a comparison came to.
  public struct Result: Sendable, Equatable {
    /// The cosine of the two embeddings, −1…1.
    public let similarity: Float
    /// From where on two faces are one person's.
    public let threshold: Float
    /// The probability that the faces are one person's, 0…1; `nil` when the model does not tell it.
    public let probability: Float?
    /// How many faces the photos show.
    public let faces: (Int, Int)

    /// Whether the faces are one person's.
    public var isSame: Bool { similarity >= threshold }

    /// Equal when every field is.
    public static func == (a: Result, b: Result) -> Bool {
      a.similarity == b.similarity && a.threshold == b.threshold
        && a.probability == b.probability && a.faces == b.faces
    }
  }

  /// Why two photos cannot be compared.
  public enum Failure: Error, Equatable, Sendable {
    /// A photo could not be read, with the reason in words.
    case unreadable(path: String, reason: String)
    /// No face was found in a photo.
    case noFace(path: String)
  }

  private let analyzer: PhotoAnalyzer
  private let settings: EmbedderSettings
  private let heads: FaceProbability

  /// Prepares comparisons.
  ///
  /// - Parameters:
  ///   - models: The detector and the embedder.
  ///   - detail: How hard to look for faces.
  ///   - library: A library that may have learnt probabilities for the embedder.
  public init(_ models: FaceModels, detail: ScanDetail, library: PhotoLibrary? = nil) {
    LinearAlgebra.useOneThread()
    analyzer = PhotoAnalyzer(models, detail: detail.search)
    settings = models.embedder.settings
    heads = FaceProbability(
      library, embedder: models.embedderIdentity, own: settings.verificationHead)
  }

  /// Compares the largest faces of two photos.
  public func compare(_ first: String, _ second: String) throws(Failure) -> Result {
    let (a, b) = (try largestFace(first), try largestFace(second))
    return Result(
      similarity: a.embedding.similarity(to: b.embedding),
      threshold: settings.thresholds.verification,
      probability: heads.probability(a.embedding, b.embedding).map { Float($0) },
      faces: (a.count, b.count))
  }

  private func largestFace(_ path: String) throws(Failure) -> (embedding: Embedding, count: Int) {
    let bytes: [UInt8]
    do throws(FileError) { bytes = try OutputFile.read(path) } catch {
      throw .unreadable(path: path, reason: error.reason)
    }
    let analysis = analyzer.analyze(bytes, digest: PhotoDigest(of: bytes))
    if case .failed(let reason) = analysis.photo.outcome {
      throw .unreadable(path: path, reason: reason)
    }
    let largest = analysis.faces.filter { $0.embedding != nil }
      .max { $0.detection.box.area < $1.detection.box.area }
    guard let embedding = largest?.embedding else { throw .noFace(path: path) }
    return (embedding, analysis.faces.count)
  }
}
