/// Cuts a face out of an image so that it lies where a model wants it.
public struct FaceAligner: Sendable {
  /// The side of the part of the crop that a model reads, in pixels.
  public let side: Int
  /// What is shown around that part, in pixels of the crop.
  public let margin: Int
  /// Where the face lies in it.
  public let alignment: FaceAlignment

  /// Makes an aligner.
  ///
  /// - Parameters:
  ///   - alignment: Where the face is to lie.
  ///   - side: The side of the part that a model reads, in pixels.
  ///   - margin: What is shown around it, in pixels.
  public init(_ alignment: FaceAlignment, side: Int, margin: Int = 0) {
    precondition(side > 0 && margin >= 0, "a crop has at least one pixel")
    self.side = side
    self.margin = margin
    self.alignment = alignment
  }

  /// Makes an aligner of five landmarks by a similarity.
  ///
  /// - Parameters:
  ///   - side: The crop's side in pixels.
  ///   - template: Left eye, right eye, nose tip, left and right mouth corner, in crop pixels.
  public init(side: Int, template: [Point]) {
    self.init(FaceAlignment(.similarity(LandmarkTemplate(positions: template))), side: side)
  }

  /// Returns an aligner whose crops show the same at another size, and more around it.
  ///
  /// The inner `side` pixels of a crop are, at the same side, those of the crop without a margin.
  public func resized(side: Int, margin: Int) -> FaceAligner {
    guard side != self.side else { return FaceAligner(alignment, side: side, margin: margin) }
    let factor = Float(side) / Float(self.side)
    return FaceAligner(alignment.scaled(by: factor), side: side, margin: margin)
  }

  /// The side of a crop in pixels.
  public var cropSide: Int { side + 2 * margin }

  /// Returns the transform from image pixels to pixels of the crop's inner part; `nil` for a face
  /// without extent.
  public func transform(for face: FaceDetection) -> AlignmentTransform? {
    alignment.transform(for: face, side: side)
  }

  /// Returns where the corners of the crop lie in the image.
  public func corners(_ transform: AlignmentTransform) -> [Point] {
    let (first, last) = (Float(-margin), Float(side + margin))
    return [(first, first), (last, first), (first, last), (last, last)].map {
      transform.invert(Point(x: $0.0, y: $0.1))
    }
  }

  /// No photo needs more: a face that fills 2000 pixels is reduced by 18.
  private static let mostSamplesPerAxis = 18

  /// Returns the aligned crop.
  ///
  /// Values between pixels are bilinear. Where the crop is smaller than the face, several samples
  /// spread over each crop pixel are averaged, so that fine detail does not alias. A face four and
  /// more times as large is first reduced to about twice the crop's size by area averaging: as
  /// smooth, at a cost that grows with its pixels and not with the samples' number.
  public func crop(_ image: Image, _ transform: AlignmentTransform) -> Image {
    let samples = samplesPerAxis(transform)
    let factor = samples / 2
    guard factor > 1, let part = part(of: image, under: transform, multiple: factor) else {
      return crop(image, transform, samples: samples)
    }
    let reduced = ImageResizer.resized(
      image, part, width: part.width / factor, height: part.height / factor)
    let enlarging = transform.after(reducing: factor, x: part.x, y: part.y)
    return crop(reduced, enlarging, samples: samplesPerAxis(enlarging))
  }

  /// How many samples a crop pixel takes across and down.
  private func samplesPerAxis(_ transform: AlignmentTransform) -> Int {
    // Also right for a transform that shrinks to nothing, whose inverse is not finite.
    max(1, Int(min(Float(Self.mostSamplesPerAxis), (1 / transform.scale).rounded())))
  }

  /// Pixels lie within this many, so that their numbers stay whole ones.
  private static let farthest: Float = 1e9

  /// The part of an image that a crop shows and a little more, its sides multiples of a number;
  /// `nil` if there is nothing of that kind.
  private func part(
    of image: Image, under transform: AlignmentTransform, multiple: Int
  ) -> ImagePart? {
    let corners = corners(transform)
    guard corners.allSatisfy({ abs($0.x) < Self.farthest && abs($0.y) < Self.farthest })
    else { return nil }
    func range(_ places: [Float], _ end: Int) -> Range<Int>? {
      let first = max(0, Int((places.min() ?? 0).rounded(.down)) - 2 * multiple)
      let last = min(end, Int((places.max() ?? 0).rounded(.up)) + 2 * multiple)
      let count = (last - first) / multiple * multiple
      return count > 0 ? first..<first + count : nil
    }
    guard let columns = range(corners.map(\.x), image.width),
      let rows = range(corners.map(\.y), image.height)
    else { return nil }
    return ImagePart(
      x: columns.lowerBound, y: rows.lowerBound, width: columns.count, height: rows.count)
  }

  /// Returns the crop, each of its pixels the mean of `samples`² colours evenly spread over it.
  private func crop(_ image: Image, _ transform: AlignmentTransform, samples: Int) -> Image {
    let (shown, columns) = (transform.inverse, -margin..<(side + margin))
    return Image(width: cropSide, height: cropSide) { pixels in
      image.pixels.withUnsafeBufferPointer { source in
        guard let source = source.baseAddress, let target = pixels.baseAddress else { return }
        let sampler = CropSampler(
          source, width: image.width, height: image.height, shown, samples: samples,
          isReplicating: alignment.border == .replicate)
        for (index, row) in columns.enumerated() {
          sampler.sample(row: row, columns: columns, to: target + index * cropSide * 3)
        }
      }
    }
  }
}
