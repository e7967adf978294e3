/// Cuts a face out of an image, turned and scaled so that its landmarks lie where a model wants them.
public struct FaceAligner: Sendable {
  /// The crop's side in pixels.
  public let side: Int
  /// Where the five landmarks are to lie, in pixels of the crop.
  public let template: [Point]

  /// Makes an aligner.
  ///
  /// - Parameters:
  ///   - side: The crop's side in pixels.
  ///   - template: Left eye, right eye, nose tip, left and right mouth corner, in crop pixels.
  public init(side: Int, template: [Point]) {
    precondition(side > 0 && template.count == 5, "a template has five points")
    self.side = side
    self.template = template
  }

  /// Returns the transform from image pixels to crop pixels, or `nil` for coinciding landmarks.
  public func transform(for landmarks: FaceLandmarks) -> SimilarityTransform? {
    SimilarityTransform(from: landmarks.points, to: template)
  }

  /// No photo needs more: a face that fills 2000 pixels is reduced by 18.
  private static let mostSamplesPerAxis = 18

  /// Returns the aligned crop; black where it reaches beyond the image.
  ///
  /// Values between pixels are bilinear. Where the crop is smaller than the face, several samples
  /// spread over each crop pixel are averaged, so that fine detail does not alias.
  public func crop(_ image: Image, _ transform: SimilarityTransform) -> Image {
    let samples = min(Self.mostSamplesPerAxis, max(1, Int((1 / transform.scale).rounded())))
    return Image(width: side, height: side) { pixels in
      image.pixels.withUnsafeBufferPointer { source in
        let sampler = BilinearSampler(source: source, width: image.width, height: image.height)
        var index = 0
        for y in 0..<side {
          for x in 0..<side {
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

  /// The mean of `samples`² colours, evenly spread over crop pixel (x, y).
  ///
  /// Landmarks and template count the middle of the first pixel as 0, as the public models were
  /// trained; so does this.
  @inline(__always)
  func average(x: Int, y: Int, samples: Int, _ transform: SimilarityTransform) -> SIMD4<Float> {
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

  /// The colour between the four pixels around a place; pixels outside the image are black.
  @inline(__always)
  private func color(_ p: Point) -> SIMD4<Float> {
    // Also false for a place that is not a number.
    guard p.x > -1, p.y > -1, p.x < Float(width), p.y < Float(height) else { return .zero }
    let (left, top) = (Int(p.x.rounded(.down)), Int(p.y.rounded(.down)))
    let (fx, fy) = (p.x - Float(left), p.y - Float(top))
    let upper = pixel(left, top) * (1 - fx) + pixel(left + 1, top) * fx
    let lower = pixel(left, top + 1) * (1 - fx) + pixel(left + 1, top + 1) * fx
    return upper * (1 - fy) + lower * fy
  }

  @inline(__always)
  private func pixel(_ x: Int, _ y: Int) -> SIMD4<Float> {
    guard x >= 0, y >= 0, x < width, y < height else { return .zero }
    let i = (y * width + x) * 3
    return SIMD4(Float(source[i]), Float(source[i + 1]), Float(source[i + 2]), 0)
  }
}
