internal import FaceInference

/// Cuts faces out of a photo as an embedder wants them, and embeds them.
///
/// A face is cut by its place in the photo at full size, which is what the catalog keeps. So
/// another embedder gets from the catalog's faces exactly the crops that a scan would give it.
struct PhotoEmbedder {
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
  ///   - detail: How hard to look at them.
  ///   - scratch: Memory that no other run uses meanwhile.
  /// - Returns: What became of each face; `nil` for one without extent.
  func embed(
    _ faces: [PlacedFace], in decoded: DecodedPhoto, _ bytes: [UInt8], detail: SearchDetail,
    scratch: Scratch
  ) throws -> [EmbeddedFace?] {
    let cut = try cutter.crops(of: faces, in: decoded, bytes)
    let usable = zip(faces, cut).compactMap { face, crop in
      crop.map { AlignedFace(detection: face.fullSize, crop: $0) }
    }
    var results = try clock.measure(.embed) {
      try embedder.embed(usable, detail: detail, scratch: scratch)
    }[...]
    return cut.map { $0 == nil ? nil : results.popFirst() }
  }
}

extension CatalogFace {
  /// The same face with what an embedder made of it.
  func with(_ result: EmbeddedFace) -> CatalogFace {
    CatalogFace(
      photo: photo, detection: detection, quality: result.quality, embedding: result.embedding,
      cluster: cluster)
  }
}
