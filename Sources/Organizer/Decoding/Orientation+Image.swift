public import FaceInference

extension Orientation {
  /// Returns the upright picture of a stored one.
  ///
  /// - Parameter stored: The picture as stored; returned as it is if it stands upright.
  /// - Complexity: O(*n*) in the number of pixels, each read and written once.
  public func upright(_ stored: consuming Image) -> Image {
    guard self != .upright else { return stored }
    let (width, height) = oriented(width: stored.width, height: stored.height)
    // Steps in the stored samples for one pixel right and one pixel down in the upright picture.
    let alongRow = 3, alongColumn = 3 * stored.width
    let stepX = (swapsSides ? alongColumn : alongRow) * (flipsX ? -1 : 1)
    let stepY = (swapsSides ? alongRow : alongColumn) * (flipsY ? -1 : 1)
    let start = (flipsX ? -stepX * (width - 1) : 0) + (flipsY ? -stepY * (height - 1) : 0)
    return stored.pixels.withUnsafeBufferPointer { source in
      Image(width: width, height: height) { target in
        guard let source = source.baseAddress, let target = target.baseAddress else { return }
        copyTiles(
          from: source, start: start, stepX: stepX, stepY: stepY, to: target, width: width,
          height: height)
      }
    }
  }

  /// Copies in square tiles, so that a walk along stored columns finds its cache lines again.
  private func copyTiles(
    from source: UnsafePointer<UInt8>, start: Int, stepX: Int, stepY: Int,
    to target: UnsafeMutablePointer<UInt8>, width: Int, height: Int
  ) {
    let tile = 32
    for top in stride(from: 0, to: height, by: tile) {
      for left in stride(from: 0, to: width, by: tile) {
        for y in top..<min(top + tile, height) {
          copyRow(
            from: source + (start + y * stepY + left * stepX), end: source + width * height * 3,
            step: stepX, to: target + (y * width + left) * 3, count: min(tile, width - left))
        }
      }
    }
  }

  /// Copies pixels that lie `step` samples apart, four at a time in three words.
  @inline(__always)
  private func copyRow(
    from source: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>, step: Int,
    to target: UnsafeMutablePointer<UInt8>, count: Int
  ) {
    var (source, target) = (source, UnsafeMutableRawPointer(target))
    // Nothing follows the last pixel of the picture that a word of it could reach into.
    let highest = max(source, source + (count - 1) &* step)
    let words = highest + 4 <= end ? count / 4 : 0
    for _ in 0..<words {
      let (a, b) = (pixel(source), pixel(source + step))
      let (c, d) = (pixel(source + 2 &* step), pixel(source + 3 &* step))
      target.storeBytes(of: (a | b << 24).littleEndian, as: UInt32.self)
      target.storeBytes(of: (b >> 8 | c << 16).littleEndian, toByteOffset: 4, as: UInt32.self)
      target.storeBytes(of: (c >> 16 | d << 8).littleEndian, toByteOffset: 8, as: UInt32.self)
      source += 4 &* step
      target += 12
    }
    for index in 0..<count - words * 4 {
      target.copyMemory(from: source + index &* step, byteCount: 3)
      target += 3
    }
  }

  /// The three samples of a pixel, the first in the lowest byte.
  @inline(__always)
  private func pixel(_ samples: UnsafePointer<UInt8>) -> UInt32 {
    UnsafeRawPointer(samples).loadUnaligned(as: UInt32.self).littleEndian & 0xFF_FFFF
  }
}
