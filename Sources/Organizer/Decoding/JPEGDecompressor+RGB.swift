extension JPEGDecompressor {
  /// Decodes the next rows as RGB.
  ///
  /// - Parameters:
  ///   - count: How many rows.
  ///   - width: Their pixels: the width that `start` or `crop` returned.
  ///   - target: `[count, width, 3]`.
  /// - Returns: How many rows were written.
  func readRGBRows(
    _ count: Int, width: Int, into target: UnsafeMutableBufferPointer<UInt8>
  ) -> Int {
    precondition(target.count >= count * width * 3, "the rows fit into the buffer")
    guard let base = target.baseAddress else { return 0 }
    guard samplesPerPixel == 4 else { return readRows(count, into: base, stride: width * 3) }
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: width * 4) { inks in
      guard let inkBase = inks.baseAddress else { return 0 }
      for row in 0..<count {
        guard readRows(1, into: inkBase, stride: width * 4) == 1 else { return row }
        Self.convertInks(inkBase, count: width, to: base + row * width * 3)
      }
      return count
    }
  }

  /// Converts CMYK, stored by Adobe's convention as the light that each ink lets through, to RGB:
  /// light that passes colour and black, `round(colour * black / 255)`.
  ///
  /// Files without Adobe's marker are read by the same convention, as browsers and Pillow do; ink
  /// profiles are ignored.
  private static func convertInks(
    _ inks: UnsafePointer<UInt8>, count: Int, to target: UnsafeMutablePointer<UInt8>
  ) {
    for x in 0..<count {
      let black = UInt32(inks[x * 4 + 3])
      for channel in 0..<3 {
        target[x * 3 + channel] = UInt8((UInt32(inks[x * 4 + channel]) * black + 127) / 255)
      }
    }
  }
}
