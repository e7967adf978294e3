extension PixelInput {
  /// Writes an image as the planes that a network reads.
  ///
  /// - Parameters:
  ///   - image: The pixels.
  ///   - origin: Where the image's first pixel goes.
  ///   - width: The columns of a plane; the rest around the image becomes 0.
  ///   - height: The rows of a plane.
  ///   - planes: `[planeCount, height, width]`
  func write(
    _ image: Image, origin: (x: Int, y: Int) = (0, 0), width: Int, height: Int,
    to planes: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(planes.count == planeCount * width * height)
    guard let target = planes.baseAddress else { return }
    image.pixels.withUnsafeBufferPointer { pixels in
      guard let samples = pixels.baseAddress else { return }
      let rows = PixelRows(
        samples, size: (image.width, image.height), as: self, origin: origin,
        planes: (width, height))
      for y in 0..<height { rows.write(y, to: target + y * width, step: width * height) }
    }
    if normalization == .standardized {
      precondition(image.width == width && image.height == height, "only a full plane has a mean")
      Self.standardize(planes)
    }
  }

  /// Writes pixels side by side to a row of every plane, `step` elements apart.
  func write(
    _ samples: UnsafePointer<UInt8>, count: Int, to row: UnsafeMutablePointer<Float>, step: Int
  ) {
    if colors == .gray {
      writeLuma(samples, count: count, to: row)
    } else {
      VectorKernels.best.splitRow(samples, count: count, to: colorPlanes(row, step: step), at: 0)
    }
  }

  /// Returns three planes that lie `step` elements apart.
  private func colorPlanes(_ start: UnsafeMutablePointer<Float>, step: Int) -> ColorPlanes {
    func plane(_ number: Int) -> ColorPlanes.Plane {
      let (factor, offset) = scale(of: number)
      return ColorPlanes.Plane(start + number * step, factor: factor, offset: offset)
    }
    let isReversed = colors == .bgr
    return ColorPlanes(
      red: plane(isReversed ? 2 : 0), green: plane(1), blue: plane(isReversed ? 0 : 2))
  }

  /// What samples of a plane are multiplied by, and what is added then.
  private func scale(of plane: Int) -> (factor: Float, offset: Float) {
    guard case .fixed(let mean, let deviation) = normalization else { return (1, 0) }
    let factor = 1 / deviation[plane]
    return (factor, -mean[plane] * factor)
  }

  private func writeLuma(
    _ samples: UnsafePointer<UInt8>, count: Int, to row: UnsafeMutablePointer<Float>
  ) {
    let (factor, offset) = scale(of: 0)
    for x in 0..<count {
      let (red, green) = (Float(samples[x * 3]), Float(samples[x * 3 + 1]))
      let luma: Float = 0.299 * red + 0.587 * green + 0.114 * Float(samples[x * 3 + 2])
      row[x] = luma * factor + offset
    }
  }

  private static func standardize(_ samples: UnsafeMutableBufferPointer<Float>) {
    let count = Double(samples.count)
    let mean = samples.reduce(0.0) { $0 + Double($1) } / count
    let squares = samples.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    let deviation = max((squares / count).squareRoot(), 1 / count.squareRoot())
    for i in samples.indices { samples[i] = Float((Double(samples[i]) - mean) / deviation) }
  }
}
