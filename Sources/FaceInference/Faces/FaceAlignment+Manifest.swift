extension FaceAlignment {
  /// Reads the alignment of a manifest.
  ///
  /// - Parameters:
  ///   - raw: What the manifest says.
  ///   - side: The crop's side in pixels.
  init(_ raw: RawManifest.Alignment?, side: Int) throws(ManifestError) {
    guard let raw else { throw ManifestError(reason: "'alignment' is missing") }
    switch raw.kind {
    case "similarity": kind = .similarity(try Self.template(raw, least: 2))
    case "affine":
      let template = try Self.template(raw, least: 3)
      guard AlignmentTransform(from: template.positions, to: template.positions) != nil else {
        throw ManifestError(reason: "the template of its affine alignment is a line")
      }
      kind = .affine(template)
    case "box": kind = .box(try Self.box(raw, side: side))
    default:
      throw ManifestError(
        reason: "the kind '\(raw.kind)' of its alignment is not similarity, affine or box")
    }
    guard let border = Border(rawValue: raw.border ?? "black") else {
      throw ManifestError(
        reason: "the border '\(raw.border ?? "")' of its alignment is neither black nor replicate")
    }
    self.border = border
  }

  private static func template(
    _ raw: RawManifest.Alignment, least: Int
  ) throws(ManifestError) -> LandmarkTemplate {
    let landmarks = raw.landmarks ?? [0, 1, 2, 3, 4]
    guard (least...5).contains(landmarks.count), Set(landmarks).count == landmarks.count,
      landmarks.allSatisfy({ (0..<5).contains($0) })
    else {
      throw ManifestError(
        reason: "the landmarks of its \(raw.kind) alignment are not \(least) to 5 different "
          + "numbers from 0 to 4")
    }
    guard let template = raw.template, template.count == landmarks.count,
      template.allSatisfy({ $0.count == 2 && $0.allSatisfy { abs($0) <= 10_000 } })
    else {
      throw ManifestError(
        reason: "the template of its \(raw.kind) alignment is not \(landmarks.count) points [x, y]")
    }
    guard raw.margin == nil, raw.marginPixels == nil, raw.square == nil else {
      throw ManifestError(
        reason: "its \(raw.kind) alignment has a margin or a square, which belong to box")
    }
    let positions = template.map { Point(x: $0[0], y: $0[1]) }
    guard Set(positions).count > 1 else {
      throw ManifestError(reason: "the template of its \(raw.kind) alignment is a single point")
    }
    return LandmarkTemplate(landmarks: landmarks, positions: positions)
  }

  private static func box(
    _ raw: RawManifest.Alignment, side: Int
  ) throws(ManifestError) -> BoxMargin {
    guard raw.template == nil, raw.landmarks == nil else {
      throw ManifestError(reason: "its box alignment has a template or landmarks, which it lacks")
    }
    let isSquare = raw.square ?? false
    switch (raw.margin, raw.marginPixels) {
    case (nil, nil): return BoxMargin(.share(0), isSquare: isSquare)
    case (let share?, nil):
      guard (0...2).contains(share) else {
        throw ManifestError(
          reason: "the margin \(share) of its box alignment is not between 0 and 2; it is a share "
            + "of the box")
      }
      return BoxMargin(.share(share), isSquare: isSquare)
    case (nil, let pixels?):
      guard pixels >= 0, pixels * 4 <= Float(side) else {
        throw ManifestError(
          reason: "the marginPixels \(pixels) of its box alignment are not between 0 and a quarter "
            + "of the crop's side")
      }
      return BoxMargin(.pixels(pixels), isSquare: isSquare)
    case (.some, .some):
      throw ManifestError(reason: "its box alignment has both margin and marginPixels")
    }
  }
}
