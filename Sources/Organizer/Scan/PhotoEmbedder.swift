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
  private let cutter: FaceCutter
  private let clock: StageClock<ScanStage>

  init(
    _ embedder: FaceEmbedder, _ decoder: PhotoDecoder,
    clock: StageClock<ScanStage> = StageClock()
  ) {
    self.embedder = embedder
    self.clock = clock
    cutter = FaceCutter(decoder: decoder, aligner: embedder.aligner, clock: clock)
  }

  /// Embeds faces.
  ///
  /// - Parameters:
  ///   - faces: The faces, placed in `decoded`.
  ///   - decoded: The photo, decoded at the size that the search needs.
  ///   - bytes: The photo's file, for faces too small in `decoded`.
  ///   - scratch: Memory that no other run uses meanwhile.
  /// - Returns: What became of each face; `nil` for one without extent.
  func embed(
    _ faces: [PlacedFace], in decoded: DecodedPhoto, _ bytes: [UInt8], scratch: Scratch
  ) throws -> [Result?] {
    let cut = try cutter.crops(of: faces, in: decoded, bytes)
    let usable = cut.compactMap(\.self)
    return try clock.measure(.embed) {
      var made = zip(usable, try embedder.embed(usable, scratch: scratch)).map(\.self)[...]
      return zip(faces, cut).map { face, crop in
        guard crop != nil, let (crop, embedding) = made.popFirst() else { return nil }
        let quality = embedder.quality(of: face.fullSize, crop: crop, embedding)
        return Result(quality: quality, embedding: embedding)
      }
    }
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
