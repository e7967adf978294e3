/// Makes rows of a crop out of an image: each pixel the mean of colours evenly spread over it, each
/// of these bilinear.
package struct CropSampler {
  private let source: UnsafePointer<UInt8>
  private let width: Int
  private let height: Int
  private let transform: AlignmentTransform
  private let sampler: BilinearSampler
  /// Where a pixel's colours lie within it, along each axis.
  private let places: [Float]
  /// What each of them counts.
  private let share: Float
  private let kernels: VectorKernels?

  /// Makes a sampler.
  ///
  /// - Parameters:
  ///   - source: The image's samples, `[height, width, 3]`.
  ///   - transform: From pixels of the crop to pixels of the image.
  ///   - samples: How many colours a pixel is the mean of, along each axis.
  ///   - isReplicating: Whether pixels outside the image are like the nearest one inside; otherwise
  ///     they are black.
  ///   - kernels: What makes rows that lie inside the image; `nil` for the plain way.
  package init(
    _ source: UnsafePointer<UInt8>, width: Int, height: Int, _ transform: AlignmentTransform,
    samples: Int, isReplicating: Bool, kernels: VectorKernels? = .best
  ) {
    self.source = source
    self.width = width
    self.height = height
    self.transform = transform
    sampler = BilinearSampler(source, width: width, height: height, isReplicating: isReplicating)
    let step = 1 / Float(samples)
    places = (0..<samples).map { (step - 1) / 2 + Float($0) * step }
    share = step * step
    // The kernels count bytes by 32 bits.
    self.kernels = width * height * 3 <= Int32.max ? kernels : nil
  }

  /// Sets a row of colours, `[columns, 3]`.
  package func sample(row: Int, columns: Range<Int>, to colors: UnsafeMutablePointer<UInt8>) {
    if let kernels, isInside(row: row, columns: columns) {
      kernels.sampleRow(
        source, width: width, transform, places: places, share: share, row: row, columns: columns,
        to: colors)
      return
    }
    for (index, column) in columns.enumerated() {
      let mean = sum(row: row, column: column) * share + 0.5
      for channel in 0..<3 {
        colors[index * 3 + channel] = UInt8(truncatingIfNeeded: Int32(mean[channel]))
      }
    }
  }

  /// Whether all places of a row have a pixel to spare on every side.
  ///
  /// Each coordinate rises or falls with the place in the crop all along, also as rounded: so the four
  /// corners suffice, as long as both ways compute it in the order of `AlignmentTransform.apply`.
  private func isInside(row: Int, columns: Range<Int>) -> Bool {
    guard let first = columns.first, let last = columns.last else { return false }
    let (left, right) = (Float(first) + places[0], Float(last) + places[places.count - 1])
    let (top, bottom) = (Float(row) + places[0], Float(row) + places[places.count - 1])
    return isInside(left, top) && isInside(right, top) && isInside(left, bottom)
      && isInside(right, bottom)
  }

  private func isInside(_ x: Float, _ y: Float) -> Bool {
    let p = transform.apply(Point(x: x, y: y))
    return p.x >= 1 && p.y >= 1 && p.x < Float(width - 3) && p.y < Float(height - 2)
  }

  @inline(__always)
  private func sum(row: Int, column: Int) -> SIMD4<Float> {
    var sum = SIMD4<Float>.zero
    for down in places {
      for across in places {
        let p = transform.apply(Point(x: Float(column) + across, y: Float(row) + down))
        sum += sampler.color(x: p.x, y: p.y)
      }
    }
    return sum
  }
}
