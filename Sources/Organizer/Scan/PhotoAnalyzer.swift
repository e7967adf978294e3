internal import FaceInference

/// Decodes a photo, finds its faces and embeds them.
///
/// Every worker has one, with scratch of its own.
struct PhotoAnalyzer {
  private let models: FaceModels
  private let detail: SearchDetail
  private let decoder: PhotoDecoder
  private let search: FaceSearch
  private let embedder: PhotoEmbedder
  private let scratch = Scratch()

  init(_ models: FaceModels, detail: SearchDetail, limits: DecodingLimits = DecodingLimits()) {
    self.models = models
    self.detail = detail
    decoder = PhotoDecoder(limits: limits)
    search = FaceSearch(models.detector, detail: detail)
    embedder = PhotoEmbedder(models.embedder, decoder)
  }

  /// Analyzes a photo; one that cannot be decoded is a result like any other.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - digest: The digest of these bytes.
  func analyze(_ bytes: [UInt8], digest: PhotoDigest) -> PhotoAnalysis {
    do {
      let decoded = try decoder.decode(bytes.span, minimumLongerSide: detail.decodedSide)
      let faces = try faces(in: decoded, bytes, digest)
      return analysis(
        bytes, digest, .analyzed(PhotoFacts(decoded.header), damage: decoded.damage?.reason), faces)
    } catch let error as PhotoError {
      return analysis(bytes, digest, .failed(reason: error.reason), [])
    } catch {
      return analysis(bytes, digest, .failed(reason: "its faces cannot be found: \(error)"), [])
    }
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

  private func faces(
    in decoded: DecodedPhoto, _ bytes: [UInt8], _ digest: PhotoDigest
  ) throws -> [CatalogFace] {
    let found = try search.faces(in: decoded.image, scratch: scratch)
    let (scaleX, scaleY) = (Float(decoded.scaleX), Float(decoded.scaleY))
    let faces = found.map { face in
      CatalogFace(
        photo: digest, detection: face.mapped { Point(x: $0.x / scaleX, y: $0.y / scaleY) },
        quality: 0, embedding: nil, cluster: nil)
    }.sorted(by: CatalogFace.precedes)
    // In the catalog's order: the last bit of an embedding may depend on its place in the batch.
    let results = try embedder.embed(
      faces.map(\.detection), in: decoded, bytes, scratch: scratch)
    return zip(faces, results).compactMap { face, result in
      result.map { face.with($0) }
    }
  }
}
