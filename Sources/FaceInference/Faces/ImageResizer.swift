/// Scales images, each axis by what suits it: area averaging to shrink, linear interpolation to
/// enlarge.
///
/// Shrinking gives every output pixel the mean of the rectangle of the source that it covers,
/// border pixels weighted by the covered share: output `i` of `n` covers `[i·N/n, (i + 1)·N/n)` of
/// `N`. Every source pixel then weighs the same, so the mean of the image is kept and no detail
/// aliases. Enlarging interpolates between pixel centres, the first and last pixel continued
/// outwards. Both are separable and match OpenCV's `INTER_AREA` and `INTER_LINEAR` to one step of
/// 255.
public enum ImageResizer {
  /// Returns an image scaled to given sides.
  ///
  /// - Parameters:
  ///   - image: The source.
  ///   - width: The columns wanted, at least 1.
  ///   - height: The rows wanted, at least 1.
  /// - Returns: Samples rounded to the nearest value, halves upwards. The same image if it has that
  ///   size.
  /// - Complexity: O(*n*) in the pixels of the larger of both images.
  public static func resized(_ image: Image, width: Int, height: Int) -> Image {
    guard width != image.width || height != image.height else { return image }
    let whole = ImagePart(x: 0, y: 0, width: image.width, height: image.height)
    return resized(image, whole, width: width, height: height)
  }

  /// Returns a part of an image scaled to given sides.
  static func resized(_ image: Image, _ part: ImagePart, width: Int, height: Int) -> Image {
    precondition(width > 0 && height > 0, "an image has at least one pixel")
    precondition(part.isInside(image), "a part lies inside its image")
    let rows = ResamplingWeights(from: part.height, to: height)
    let columns = RowAverager(ResamplingWeights(from: part.width, to: width), rowSum: rows.sum)
    var sums = [Float](repeating: 0, count: columns.sampleCount(width: part.width))
    return image.pixels.withUnsafeBufferPointer { source in
      Image(width: width, height: height) { target in
        guard let source = source.baseAddress, let target = target.baseAddress else { return }
        sums.withUnsafeMutableBufferPointer { sums in
          guard let sums = sums.baseAddress else { return }
          for y in 0..<height {
            let top = source + ((part.y + rows.firsts[y]) * image.width + part.x) * 3
            rows.weights.withUnsafeBufferPointer { weights in
              let weights = UnsafeBufferPointer(
                rebasing: weights[(y * rows.tapCount)..<(y * rows.tapCount + rows.counts[y])])
              VectorKernels.best.sumRows(
                top, step: image.width * 3, weights, count: part.width * 3, to: sums)
            }
            VectorKernels.best.averageRow(sums, columns, to: target + y * width * 3)
          }
        }
      }
    }
  }
}

/// A rectangle of pixels of an image: columns `x..<x + width`, rows `y..<y + height`.
struct ImagePart: Equatable {
  let x: Int
  let y: Int
  let width: Int
  let height: Int

  func isInside(_ image: Image) -> Bool {
    x >= 0 && y >= 0 && width > 0 && height > 0 && x + width <= image.width
      && y + height <= image.height
  }
}
