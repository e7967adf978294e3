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
    let placed = found.compactMap { PlacedFace($0, decoded, models.embedder.aligner) }
    let crops = try crops(of: placed, decoded, bytes)
    let embeddings = try models.embedder.embed(crops, scratch: scratch)
    return zip(placed, zip(crops, embeddings)).map { face, result in
      CatalogFace(
        photo: digest, detection: face.fullSize,
        quality: models.embedder.quality(of: face.fullSize, crop: result.0, result.1),
        embedding: result.1, cluster: nil)
    }.sorted(by: CatalogFace.precedes)
  }

  /// Cuts the faces out of the decoded image, and those too small in it out of the full-size one.
  private func crops(
    of faces: [PlacedFace], _ decoded: DecodedPhoto, _ bytes: [UInt8]
  ) throws(PhotoError) -> [Image] {
    let aligner = models.embedder.aligner
    let isReduced = decoded.scaleX < 1 && decoded.damage == nil
    let small = faces.indices.filter { isReduced && faces[$0].isTooSmall }
    let regions = small.map { faces[$0].region(side: aligner.side) }
    let details = small.isEmpty ? [] : try decoder.decode(regions, of: bytes.span)
    var crops = faces.map { aligner.crop(decoded.image, $0.transform) }
    for (index, detail) in zip(small, details) {
      guard let detail, let crop = faces[index].crop(detail, aligner) else { continue }
      crops[index] = crop
    }
    return crops
  }
}

/// A face with its place in the decoded image and in the photo at full size.
private struct PlacedFace {
  /// In pixels of the upright photo at full size.
  let fullSize: FaceDetection
  /// From the decoded image to the crop.
  let transform: SimilarityTransform
  private let fullTransform: SimilarityTransform

  /// Places a detection; `nil` when its landmarks coincide.
  init?(_ found: FaceDetection, _ decoded: DecodedPhoto, _ aligner: FaceAligner) {
    let (scaleX, scaleY) = (Float(decoded.scaleX), Float(decoded.scaleY))
    let full = found.mapped { Point(x: $0.x / scaleX, y: $0.y / scaleY) }
    guard let transform = aligner.transform(for: found.landmarks),
      let fullTransform = aligner.transform(for: full.landmarks)
    else { return nil }
    fullSize = full
    self.transform = transform
    self.fullTransform = fullTransform
  }

  /// Whether the crop would enlarge the decoded pixels.
  var isTooSmall: Bool { transform.scale > 1 }

  /// The part of the photo at full size that the crop shows, and a little more to interpolate.
  func region(side: Int) -> PixelRegion {
    let s = Float(side)
    let corners = [(0, 0), (s, 0), (0, s), (s, s)].map {
      fullTransform.invert(Point(x: $0.0, y: $0.1))
    }
    let left = (corners.map(\.x).min() ?? 0).rounded(.down) - 2
    let top = (corners.map(\.y).min() ?? 0).rounded(.down) - 2
    let right = (corners.map(\.x).max() ?? 0).rounded(.up) + 2
    let bottom = (corners.map(\.y).max() ?? 0).rounded(.up) + 2
    return PixelRegion(
      x: Int(left), y: Int(top), width: Int(right - left), height: Int(bottom - top))
  }

  /// Cuts the face out of a region decoded at full size.
  func crop(_ detail: DecodedRegion, _ aligner: FaceAligner) -> Image? {
    let moved = fullSize.mapped {
      Point(x: $0.x - Float(detail.region.x), y: $0.y - Float(detail.region.y))
    }
    return aligner.transform(for: moved.landmarks).map { aligner.crop(detail.image, $0) }
  }
}
