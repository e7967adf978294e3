internal import FaceInference

/// Decodes a photo, finds its faces and embeds them.
///
/// Every worker has one, with scratch of its own.
struct PhotoAnalyzer {
  private let models: FaceModels
  private let detail: SearchDetail
  private let decoder: PhotoDecoder
  private let search: FaceSearch
  private let scratch = Scratch()

  init(_ models: FaceModels, detail: SearchDetail, limits: DecodingLimits = DecodingLimits()) {
    self.models = models
    self.detail = detail
    decoder = PhotoDecoder(limits: limits)
    search = FaceSearch(models.detector, detail: detail)
  }

  /// Analyzes a photo; one that cannot be decoded is a result like any other.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - digest: The digest of these bytes.
  func analyze(_ bytes: [UInt8], digest: PhotoDigest) -> PhotoAnalysis {
    do {
      let found = try find(in: bytes, digest: digest)
      let (header, damage) = (found.decoded.header, found.decoded.damage)
      return analysis(
        bytes, digest, .analyzed(PhotoFacts(header), damage: damage?.reason),
        found.faces.map(\.face))
    } catch {
      return analysis(bytes, digest, .failed(reason: Self.reason(error)), [])
    }
  }

  /// What is wrong with a photo of which no faces can be told.
  static func reason(_ error: any Error) -> String {
    (error as? PhotoError)?.reason ?? "its faces cannot be found: \(error)"
  }

  private func analysis(
    _ bytes: [UInt8], _ digest: PhotoDigest, _ outcome: CatalogPhoto.Outcome,
    _ faces: [CatalogFace]
  ) -> PhotoAnalysis {
    let photo = CatalogPhoto(
      digest: digest, bytes: Int64(bytes.count), settings: models.settings(detail),
      outcome: outcome)
    return PhotoAnalysis(photo: photo, faces: faces)
  }

  /// A face that was found, with its place in the decoded image.
  struct FoundFace {
    let place: PlacedFace
    let face: CatalogFace
  }

  /// Decodes a photo and finds its faces, from left to right.
  ///
  /// - Throws: `PhotoError`, or `ModelError` when a network cannot run.
  func find(
    in bytes: [UInt8], digest: PhotoDigest
  ) throws -> (decoded: DecodedPhoto, faces: [FoundFace]) {
    let decoded = try decoder.decode(bytes.span, minimumLongerSide: detail.decodedSide)
    let places = try search.faces(in: decoded.image, scratch: scratch)
      .map { PlacedFace($0, in: decoded) }
    let cutter = FaceCutter(decoder: decoder, aligner: models.embedder.aligner)
    let cut = zip(places, try cutter.crops(of: places, in: decoded, bytes))
      .compactMap { place, crop in crop.map { (place: place, crop: $0) } }
    let embeddings = try models.embedder.embed(cut.map(\.crop), scratch: scratch)
    let faces = zip(cut, embeddings).map { face, embedding in
      let quality = models.embedder.quality(of: face.place.fullSize, crop: face.crop, embedding)
      return FoundFace(
        place: face.place,
        face: CatalogFace(
          photo: digest, detection: face.place.fullSize, quality: quality, embedding: embedding,
          cluster: nil))
    }
    return (decoded, faces.sorted { CatalogFace.precedes($0.face, $1.face) })
  }
}
