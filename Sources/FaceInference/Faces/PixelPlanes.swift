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
    precondition(origin.x + image.width <= width && origin.y + image.height <= height)
    precondition(planes.count == planeCount * width * height)
    guard let target = planes.baseAddress else { return }
    if image.width < width || image.height < height {
      target.update(repeating: 0, count: planes.count)
    }
    let colorPlanes = colors == .gray ? nil : ColorPlanes(self, target, step: width * height)
    image.pixels.withUnsafeBufferPointer { pixels in
      guard let source = pixels.baseAddress else { return }
      for y in 0..<image.height {
        let offset = (origin.y + y) * width + origin.x
        let samples = source + y * image.width * 3
        if let colorPlanes {
          colorPlanes.write(samples, count: image.width, at: offset)
        } else {
          writeLuma(samples, count: image.width, to: target + offset)
        }
      }
    }
    if normalization == .standardized {
      precondition(image.width == width && image.height == height, "only a full plane has a mean")
      Self.standardize(planes)
    }
  }

  /// What samples of a plane are multiplied by, and what is added then.
  fileprivate func scale(of plane: Int) -> (factor: Float, offset: Float) {
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

/// Three planes, and how samples become their numbers.
private struct ColorPlanes {
  private let reds: Plane
  private let greens: Plane
  private let blues: Plane

  private struct Plane {
    let start: UnsafeMutablePointer<Float>
    let factor: Float
    let offset: Float
  }

  /// Takes planes that lie `step` elements apart.
  init(_ input: PixelInput, _ start: UnsafeMutablePointer<Float>, step: Int) {
    func plane(_ number: Int) -> Plane {
      let (factor, offset) = input.scale(of: number)
      return Plane(start: start + number * step, factor: factor, offset: offset)
    }
    let isReversed = input.colors == .bgr
    reds = plane(isReversed ? 2 : 0)
    greens = plane(1)
    blues = plane(isReversed ? 0 : 2)
  }

  /// Writes pixels from a place of the planes on, four at a time.
  func write(_ samples: UnsafePointer<UInt8>, count: Int, at place: Int) {
    var x = 0
    // A sample after the four pixels is read with them.
    while x + 5 <= count {
      let (a, b) = (pixel(samples + x * 3), pixel(samples + x * 3 + 3))
      let (c, d) = (pixel(samples + x * 3 + 6), pixel(samples + x * 3 + 9))
      store(SIMD4(a.x, b.x, c.x, d.x), to: reds, at: place + x)
      store(SIMD4(a.y, b.y, c.y, d.y), to: greens, at: place + x)
      store(SIMD4(a.z, b.z, c.z, d.z), to: blues, at: place + x)
      x += 4
    }
    for x in x..<count {
      for (channel, plane) in [reds, greens, blues].enumerated() {
        plane.start[place + x] = Float(samples[x * 3 + channel]) * plane.factor + plane.offset
      }
    }
  }

  /// A pixel's samples, and in the fourth lane the next one's first.
  @inline(__always)
  private func pixel(_ samples: UnsafePointer<UInt8>) -> SIMD4<Float> {
    let bytes = UnsafeRawPointer(samples).loadUnaligned(as: SIMD4<UInt8>.self)
    return SIMD4<Float>(SIMD4<Int32>(truncatingIfNeeded: bytes))
  }

  @inline(__always)
  private func store(_ samples: SIMD4<Float>, to plane: Plane, at place: Int) {
    UnsafeMutableRawPointer(plane.start + place)
      .storeBytes(of: samples * plane.factor + plane.offset, as: SIMD4<Float>.self)
  }
}
