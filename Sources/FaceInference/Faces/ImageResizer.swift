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
    let columns = RowAverager(ResamplingWeights(from: part.width, to: width))
    let rows = ResamplingWeights(from: part.height, to: height)
    let factor = 1 / (columns.weights.sum * rows.sum)
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
            columns.average(sums, factor: factor, into: target + y * width * 3, count: width)
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

/// Turns sums of rows into a row of pixels.
private struct RowAverager {
  let weights: ResamplingWeights
  /// Where the first source pixel of each output pixel lies in the sums, in bytes.
  private let offsets: [Int]

  init(_ weights: ResamplingWeights) {
    self.weights = weights
    offsets = weights.firsts.map { $0 * Self.pixelBytes }
  }

  private static let pixelBytes = 3 * MemoryLayout<Float>.stride

  /// How many sums there must be for a row of `width` pixels: weights of zero reach beyond it, and
  /// pixels are read as vectors of four.
  func sampleCount(width: Int) -> Int { (width + weights.tapCount) * 3 + 1 }

  /// Sets a target row, `[count, 3]`, to the weighted means along the sums.
  func average(
    _ sums: UnsafePointer<Float>, factor: Float, into target: UnsafeMutablePointer<UInt8>,
    count: Int
  ) {
    let sums = UnsafeRawPointer(sums)
    let taps = weights.tapCount
    weights.weights.withUnsafeBufferPointer { weights in
      guard let first = weights.baseAddress else { return }
      // A loop of its own for each small number of taps, which need no loop inside it.
      switch taps {
      case 1: store(first, taps, factor, target, count) { tap(sums + $0, $1, 0) }
      case 2:
        store(first, taps, factor, target, count) {
          tap(sums + $0, $1, 0) + tap(sums + $0, $1, 1)
        }
      case 3:
        store(first, taps, factor, target, count) {
          tap(sums + $0, $1, 0) + tap(sums + $0, $1, 1) + tap(sums + $0, $1, 2)
        }
      default:
        store(first, taps, factor, target, count) { offset, weights in
          (1..<taps).reduce(tap(sums + offset, weights, 0)) {
            $0 + tap(sums + offset, weights, $1)
          }
        }
      }
    }
  }

  /// The source pixel `index` after the first, by its weight.
  @inline(__always)
  private func tap(
    _ first: UnsafeRawPointer, _ weights: UnsafePointer<Float>, _ index: Int
  ) -> SIMD4<Float> {
    first.loadUnaligned(fromByteOffset: index * Self.pixelBytes, as: SIMD4<Float>.self)
      * weights[index]
  }

  @inline(__always)
  private func store(
    _ weights: UnsafePointer<Float>, _ taps: Int, _ factor: Float,
    _ target: UnsafeMutablePointer<UInt8>, _ count: Int,
    _ total: (Int, UnsafePointer<Float>) -> SIMD4<Float>
  ) {
    var (weights, target) = (weights, target)
    for x in 0..<count {
      let bits = Self.rounded(total(offsets[x], weights) * factor)
      target[0] = UInt8(truncatingIfNeeded: bits.x)
      target[1] = UInt8(truncatingIfNeeded: bits.y)
      target[2] = UInt8(truncatingIfNeeded: bits.z)
      weights += taps
      target += 3
    }
  }

  /// Returns numbers of 0 to 255 rounded, in the low bytes.
  ///
  /// In a `Float` between 2²³ and 2²⁴ the last bit counts as one, so adding 2²³ rounds; converting
  /// would be checked, lane by lane. Halves round upwards: the multiplication that stands for a
  /// division may have made them smaller, by less than 2⁻¹⁴.
  @inline(__always)
  private static func rounded(_ values: SIMD4<Float>) -> SIMD4<UInt32> {
    unsafeBitCast((values + 0x1p-14) + 0x1p23, to: SIMD4<UInt32>.self)
  }
}
