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
    precondition(width > 0 && height > 0, "an image has at least one pixel")
    guard width != image.width || height != image.height else { return image }
    let columns = ResamplingWeights(from: image.width, to: width)
    let rows = ResamplingWeights(from: image.height, to: height)
    let divisor = columns.sum * rows.sum
    // One sample more than a row has, so that the last pixel can be read as a vector of four.
    var sums = [Float](repeating: 0, count: image.width * 3 + 1)
    return image.pixels.withUnsafeBufferPointer { source in
      Image(width: width, height: height) { target in
        for y in 0..<height {
          addRows(of: source, weightedBy: rows, output: y, into: &sums)
          let row = target[(y * width * 3)..<((y + 1) * width * 3)]
          average(sums, columns, divisor: divisor, into: UnsafeMutableBufferPointer(rebasing: row))
        }
      }
    }
  }

  /// Sets `sums`, `[width, 3]` and one more, to the weighted sum of the source rows, `[height,
  /// width, 3]`, that make up an output row.
  private static func addRows(
    of source: UnsafeBufferPointer<UInt8>, weightedBy rows: ResamplingWeights, output: Int,
    into sums: inout [Float]
  ) {
    let count = sums.count - 1
    sums.withUnsafeMutableBufferPointer { sums in
      sums.update(repeating: 0)
      for (index, weight) in zip(rows.firsts[output]..., rows.weights[rows.range(of: output)]) {
        let row = UnsafeBufferPointer(rebasing: source[(index * count)..<((index + 1) * count)])
        for i in 0..<count { sums[i] += Float(row[i]) * weight }
      }
    }
  }

  /// Sets a target row, `[columns, 3]`, to the weighted means along `sums`, `[width, 3]` and one
  /// more.
  private static func average(
    _ sums: [Float], _ columns: ResamplingWeights, divisor: Float,
    into target: UnsafeMutableBufferPointer<UInt8>
  ) {
    sums.withUnsafeBytes { sums in
      columns.weights.withUnsafeBufferPointer { weights in
        var start = 0
        for x in 0..<target.count / 3 {
          let end = columns.ends[x]
          var total = SIMD4<Float>.zero
          var offset = columns.firsts[x] * 3 * MemoryLayout<Float>.stride
          for weight in start..<end {
            total +=
              sums.loadUnaligned(fromByteOffset: offset, as: SIMD4<Float>.self) * weights[weight]
            offset += 3 * MemoryLayout<Float>.stride
          }
          start = end
          store(total / divisor + 0.5, to: target, at: x * 3)
        }
      }
    }
  }

  /// Stores three samples, each at least 0 and below 256, without their fractions.
  private static func store(
    _ samples: SIMD4<Float>, to target: UnsafeMutableBufferPointer<UInt8>, at index: Int
  ) {
    // One by one: the standard library converts whole vectors by a loop that is many times slower.
    target[index] = UInt8(truncatingIfNeeded: Int32(samples.x))
    target[index + 1] = UInt8(truncatingIfNeeded: Int32(samples.y))
    target[index + 2] = UInt8(truncatingIfNeeded: Int32(samples.z))
  }
}
