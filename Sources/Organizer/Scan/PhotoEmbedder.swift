internal import FaceInference

/// Cuts faces out of a photo as an embedder wants them, and embeds them.
///
/// A face is cut by its place in the photo at full size, which is what the catalog keeps. So
/// another embedder gets from the catalog's faces exactly the crops that a scan would give it.
struct PhotoEmbedder {
  /// What an embedder makes of a face.
  struct Result: Sendable {
    /// How far the embedding can be trusted, 0…1.
    let quality: Float
    /// The embedding; `nil` when the model gave none.
    let embedding: Embedding?
  }

  private let embedder: FaceEmbedder
  private let decoder: PhotoDecoder

  init(_ embedder: FaceEmbedder, _ decoder: PhotoDecoder) {
    self.embedder = embedder
    self.decoder = decoder
  }

  /// Embeds faces.
  ///
  /// - Parameters:
  ///   - detections: The faces, in pixels of the upright photo at full size.
  ///   - decoded: The photo, decoded at the size that the search needs.
  ///   - bytes: The photo's file, for faces too small in `decoded`.
  ///   - scratch: Memory that no other run uses meanwhile.
  /// - Returns: What became of each detection; `nil` where the landmarks coincide.
  func embed(
    _ detections: [FaceDetection], in decoded: DecodedPhoto, _ bytes: [UInt8], scratch: Scratch
  ) throws -> [Result?] {
    let placed = detections.map { PlacedFace($0, decoded, embedder.aligner) }
    let usable = placed.compactMap(\.self)
    let crops = try crops(of: usable, decoded, bytes)
    var results = zip(usable, zip(crops, try embedder.embed(crops, scratch: scratch))).map {
      face, made in
      Result(
        quality: embedder.quality(of: face.fullSize, crop: made.0, made.1), embedding: made.1)
    }[...]
    return placed.map { $0 == nil ? nil : results.popFirst() }
  }

  /// Cuts the faces out of the decoded image, and those too small in it out of the full-size one.
  private func crops(
    of faces: [PlacedFace], _ decoded: DecodedPhoto, _ bytes: [UInt8]
  ) throws(PhotoError) -> [Image] {
    let aligner = embedder.aligner
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

extension CatalogFace {
  /// The same face with what an embedder made of it.
  func with(_ result: PhotoEmbedder.Result) -> CatalogFace {
    CatalogFace(
      photo: photo, detection: detection, quality: result.quality, embedding: result.embedding,
      cluster: cluster)
  }
}

/// A face with its place in the decoded image and in the photo at full size.
private struct PlacedFace {
  /// In pixels of the upright photo at full size.
  let fullSize: FaceDetection
  /// From the decoded image to the crop.
  let transform: SimilarityTransform
  private let fullTransform: SimilarityTransform

  /// Places a detection at full size; `nil` when its landmarks coincide.
  init?(_ full: FaceDetection, _ decoded: DecodedPhoto, _ aligner: FaceAligner) {
    let (scaleX, scaleY) = (Float(decoded.scaleX), Float(decoded.scaleY))
    let reduced = full.mapped { Point(x: $0.x * scaleX, y: $0.y * scaleY) }
    guard let transform = aligner.transform(for: reduced.landmarks),
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
