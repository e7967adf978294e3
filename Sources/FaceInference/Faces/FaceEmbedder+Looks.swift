extension FaceEmbedder {
  /// Returns the embedding and the quality of each face of a photo.
  ///
  /// Some faces are embedded as their mirror images, too, and the mean of both outputs stands for
  /// them: in standard detail a few that are not weak and whose quality is below
  /// `settings.mirroredBelow`, in thorough detail all, in fast detail none. The quality is always
  /// that of the face as it is.
  ///
  /// - Parameters:
  ///   - faces: All faces of the photo that have crops, of `settings.side` pixels a side.
  ///   - detail: How hard to look.
  ///   - scratch: Memory that no other run uses meanwhile.
  /// - Throws: ``ModelError`` when the network cannot run.
  public func embed(
    _ faces: [AlignedFace], detail: SearchDetail, scratch: Scratch
  ) throws(ModelError) -> [EmbeddedFace] {
    let embeddings = try embed(faces.map(\.crop), scratch: scratch)
    var results = zip(faces, embeddings).map { face, embedding in
      EmbeddedFace(
        embedding: embedding, quality: quality(of: face.detection, crop: face.crop, embedding))
    }
    let again = lookedAtTwice(results, detail)
    let mirrored = try embed(again.map { faces[$0].crop.mirrored() }, scratch: scratch)
    for (index, mirrored) in zip(again, mirrored) {
      let (first, quality) = (results[index].embedding, results[index].quality)
      guard let mirrored, let mean = first?.averaged(with: mirrored) else { continue }
      results[index] = EmbeddedFace(embedding: mean, quality: quality)
    }
    return results
  }

  /// How many faces of a photo are looked at twice in standard detail: in a crowd most are strangers.
  private static let mostDoubtful = 2

  /// Which faces are embedded as their mirror images, too, in order; of doubtful ones the best.
  private func lookedAtTwice(_ faces: [EmbeddedFace], _ detail: SearchDetail) -> [Int] {
    guard let bound = settings.mirroredBelow, detail != .fast else { return [] }
    let known = faces.indices.filter { faces[$0].embedding != nil }
    if detail == .thorough { return known }
    return known.filter { !faces[$0].isWeak && faces[$0].quality < bound }
      .sorted { (faces[$1].quality, $0) < (faces[$0].quality, $1) }
      .prefix(Self.mostDoubtful).sorted()
  }

  /// Returns how far a face's embedding can be trusted, 0…1.
  ///
  /// - Parameters:
  ///   - detection: The face, in pixels of the photo at full size.
  ///   - crop: Its aligned crop.
  ///   - embedding: That of the crop as it is.
  package func quality(
    of detection: FaceDetection, crop: Image, _ embedding: Embedding?
  ) -> Float {
    guard let embedding else { return 0 }
    guard let quality = settings.quality else {
      // Not fitted for this model: the score, less for faces of fewer pixels than the crop has.
      let pixels = detection.box.area.squareRoot() / Float(settings.side)
      return detection.score * min(1, pixels)
    }
    return quality.quality(of: detection, crop: crop, norm: embedding.norm)
  }
}
