internal import FaceInference

/// Cuts aligned crops of faces out of photos.
///
/// Every worker has one.
struct FaceCutter {
  let decoder: PhotoDecoder
  let aligner: FaceAligner
  /// What the time of decoding regions and of cutting is added to.
  var clock = StageClock<ScanStage>()

  /// Cuts faces out of the decoded image, and those too small in it out of the full-size one.
  ///
  /// - Returns: A crop for each face; `nil` for a face without extent.
  func crops(
    of faces: [PlacedFace], in decoded: DecodedPhoto, _ bytes: [UInt8]
  ) throws(PhotoError) -> [Image?] {
    let transforms = faces.map { aligner.transform(for: $0.decoded) }
    var crops = [Image?](repeating: nil, count: faces.count)
    if decoded.scaleX < 1, decoded.damage == nil {
      // Where the crop would enlarge the decoded pixels.
      let small = faces.indices.filter { (transforms[$0]?.scale ?? 0) > 1 }
      let details = try self.crops(
        of: small.map { faces[$0].fullSize }, bytes, after: decoded)
      for (index, detail) in zip(small, details) { crops[index] = detail }
    }
    return clock.measure(.align) {
      zip(crops, transforms).map { crop, transform in
        crop ?? transform.map { aligner.crop(decoded.image, $0) }
      }
    }
  }

  /// Cuts faces out of the photo at full size, of which only their regions are decoded.
  ///
  /// - Parameters:
  ///   - faces: The faces, in pixels of the upright photo at full size.
  ///   - bytes: The whole file.
  ///   - decoded: What the file was decoded to before, if it was.
  /// - Returns: A crop for each face; `nil` for a face without extent, or outside the photo.
  func crops(
    of faces: [FaceDetection], _ bytes: [UInt8], after decoded: DecodedPhoto? = nil
  ) throws(PhotoError) -> [Image?] {
    let regions = faces.map(region)
    let wanted = regions.compactMap { $0 }
    guard !wanted.isEmpty else { return faces.map { _ in nil } }
    var details = try clock.measure(.detail) { () throws(PhotoError) in
      try decoder.decode(wanted, of: bytes.span, after: decoded)[...]
    }
    return clock.measure(.align) {
      zip(faces, regions).map { face, region in
        guard region != nil, let detail = details.popFirst() ?? nil else { return nil }
        let moved = face.mapped {
          Point(x: $0.x - Float(detail.region.x), y: $0.y - Float(detail.region.y))
        }
        return aligner.transform(for: moved).map { aligner.crop(detail.image, $0) }
      }
    }
  }

  /// Places of faces lie within this many pixels, so that a region's numbers stay whole ones.
  private static let farthest: Float = 1e9

  /// The part of the photo at full size that a face's crop shows, and a little more to interpolate.
  private func region(of face: FaceDetection) -> PixelRegion? {
    guard let transform = aligner.transform(for: face) else { return nil }
    let corners = aligner.corners(transform)
    guard corners.allSatisfy({ abs($0.x) < Self.farthest && abs($0.y) < Self.farthest })
    else { return nil }
    let left = (corners.map(\.x).min() ?? 0).rounded(.down) - 2
    let top = (corners.map(\.y).min() ?? 0).rounded(.down) - 2
    let right = (corners.map(\.x).max() ?? 0).rounded(.up) + 2
    let bottom = (corners.map(\.y).max() ?? 0).rounded(.up) + 2
    return PixelRegion(
      x: Int(left), y: Int(top), width: Int(right - left), height: Int(bottom - top))
  }
}
