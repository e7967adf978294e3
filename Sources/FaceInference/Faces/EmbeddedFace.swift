/// What an embedder makes of a face.
public struct EmbeddedFace: Sendable, Equatable {
  /// The embedding; `nil` when the network gave no direction.
  public let embedding: Embedding?
  /// How far the embedding can be trusted, 0…1.
  public let quality: Float

  /// Faces of less quality join clusters and never make them.
  ///
  /// At 0.3 two of a thousand main faces of news photos count as weak, and six of ten of those in
  /// their background (docs/accuracy.md).
  public static let minimumQuality: Float = 0.3
  /// Whether its quality is below that.
  var isWeak: Bool { quality < Self.minimumQuality }

  /// Makes a result.
  public init(embedding: Embedding?, quality: Float) {
    self.embedding = embedding
    self.quality = quality
  }
}

/// A face as an embedder wants it.
public struct AlignedFace: Sendable {
  /// The face, in pixels of the photo at full size.
  public let detection: FaceDetection
  /// Its aligned crop, of the embedder's side.
  public let crop: Image

  /// Makes one.
  public init(detection: FaceDetection, crop: Image) {
    self.detection = detection
    self.crop = crop
  }
}
