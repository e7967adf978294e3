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
  /// spread over each crop pixel are averaged, so that fine detail does not alias.
  public func crop(_ image: Image, _ transform: AlignmentTransform) -> Image {
    // Also right for a transform that shrinks to nothing, whose inverse is not finite.
    let wanted = min(Float(Self.mostSamplesPerAxis), (1 / transform.scale).rounded())
    let samples = max(1, Int(wanted))
    return Image(width: cropSide, height: cropSide) { pixels in
      image.pixels.withUnsafeBufferPointer { source in
        let sampler = BilinearSampler(
          source: source, width: image.width, height: image.height,
          isReplicating: alignment.border == .replicate)
        var index = 0
        for y in -margin..<(side + margin) {
          for x in -margin..<(side + margin) {
            let color = sampler.average(x: x, y: y, samples: samples, transform)
            for channel in 0..<3 {
              pixels[index] = UInt8(min(max(color[channel] + 0.5, 0), 255))
              index += 1
            }
          }
        }
      }
    }
  }
}

/// Reads colours between the pixels of an image.
private struct BilinearSampler {
  let source: UnsafeBufferPointer<UInt8>
  let width: Int
  let height: Int
  /// Whether pixels outside the image are like the nearest one inside; otherwise they are black.
  let isReplicating: Bool

  /// The mean of `samples`² colours, evenly spread over crop pixel (x, y).
  ///
  /// Landmarks and template count the middle of the first pixel as 0, as the public models were
  /// trained; so does this.
  @inline(__always)
  func average(x: Int, y: Int, samples: Int, _ transform: AlignmentTransform) -> SIMD4<Float> {
    var sum = SIMD4<Float>.zero
    let step = 1 / Float(samples)
    for i in 0..<samples {
      for j in 0..<samples {
        let offset = (step - 1) / 2
        let place = Point(
          x: Float(x) + offset + Float(j) * step, y: Float(y) + offset + Float(i) * step)
        sum += color(transform.invert(place))
      }
    }
    return sum * (step * step)
  }

  /// The colour between the four pixels around a place.
  @inline(__always)
  private func color(_ place: Point) -> SIMD4<Float> {
    let p = isReplicating ? clamped(place) : place
    // Also false for a place that is not a number.
    guard p.x > -1, p.y > -1, p.x < Float(width), p.y < Float(height) else { return .zero }
    let (left, top) = (Int(p.x.rounded(.down)), Int(p.y.rounded(.down)))
    let (fx, fy) = (p.x - Float(left), p.y - Float(top))
    let upper = pixel(left, top) * (1 - fx) + pixel(left + 1, top) * fx
    let lower = pixel(left, top + 1) * (1 - fx) + pixel(left + 1, top + 1) * fx
    return upper * (1 - fy) + lower * fy
  }

  /// A place between the middles of the outermost pixels needs nothing from outside.
  @inline(__always)
  private func clamped(_ p: Point) -> Point {
    Point(x: min(max(p.x, 0), Float(width - 1)), y: min(max(p.y, 0), Float(height - 1)))
  }

  @inline(__always)
  private func pixel(_ x: Int, _ y: Int) -> SIMD4<Float> {
    guard x >= 0, y >= 0, x < width, y < height else { return .zero }
    let i = (y * width + x) * 3
    return SIMD4(Float(source[i]), Float(source[i + 1]), Float(source[i + 2]), 0)
  }
}
