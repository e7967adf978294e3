public import FaceInference

extension Orientation {
  /// Returns the upright picture of a stored one.
  ///
  /// - Parameter stored: The picture as stored; returned as it is if it stands upright.
  /// - Complexity: O(*n*) in the number of pixels, each read and written once.
  public func upright(_ stored: consuming Image) -> Image {
    guard self != .upright else { return stored }
    let (width, height) = oriented(width: stored.width, height: stored.height)
    return stored.pixels.withUnsafeBufferPointer { pixels in
      Image(width: width, height: height) { target in
        write(
          pixels, rows: 0..<stored.height, storedWidth: stored.width, storedHeight: stored.height,
          to: target)
      }
    }
  }

  /// Writes some rows of a stored picture where they lie in the upright one.
  ///
  /// - Parameters:
  ///   - samples: `[rows, storedWidth, 3]`
  ///   - rows: Which of the stored rows they are.
  ///   - storedWidth: The columns of the stored picture.
  ///   - storedHeight: All of its rows.
  ///   - target: The samples of the whole upright picture.
  func write(
    _ samples: UnsafeBufferPointer<UInt8>, rows: Range<Int>, storedWidth: Int, storedHeight: Int,
    to target: UnsafeMutableBufferPointer<UInt8>
  ) {
    let (width, height) = oriented(width: storedWidth, height: storedHeight)
    precondition(samples.count == rows.count * storedWidth * 3)
    precondition(target.count == width * height * 3)
    guard let source = samples.baseAddress, let target = target.baseAddress else { return }
    // Steps in the stored samples for one pixel right and one pixel down in the upright picture.
    let alongRow = 3, alongColumn = 3 * storedWidth
    let stepX = (swapsSides ? alongColumn : alongRow) * (flipsX ? -1 : 1)
    let stepY = (swapsSides ? alongRow : alongColumn) * (flipsY ? -1 : 1)
    let start = (flipsX ? -stepX * (width - 1) : 0) + (flipsY ? -stepY * (height - 1) : 0)
    let flipsRows = swapsSides ? flipsX : flipsY
    let lines =
      flipsRows ? storedHeight - rows.upperBound..<storedHeight - rows.lowerBound : rows
    let tiles = UprightTiles(
      source: source, end: source + samples.count, start: start - rows.lowerBound * alongColumn,
      stepX: stepX, stepY: stepY, target: target, width: width)
    tiles.copy(columns: swapsSides ? lines : 0..<width, rows: swapsSides ? 0..<height : lines)
  }
}

/// Copies pixels of a stored picture into the upright one, in square tiles, so that a walk along stored
/// columns finds its cache lines again.
private struct UprightTiles {
  let source: UnsafePointer<UInt8>
  let end: UnsafePointer<UInt8>
  /// From the source to where the first upright pixel lies in the stored samples, and from there to the
  /// next one on the right and below.
  let start: Int
  let stepX: Int
  let stepY: Int
  let target: UnsafeMutablePointer<UInt8>
  /// Upright columns.
  let width: Int

  func copy(columns: Range<Int>, rows: Range<Int>) {
    let tile = 32
    for top in stride(from: rows.lowerBound, to: rows.upperBound, by: tile) {
      for left in stride(from: columns.lowerBound, to: columns.upperBound, by: tile) {
        for y in top..<min(top + tile, rows.upperBound) {
          copyRow(
            from: source + (start + y * stepY + left * stepX),
            to: target + (y * width + left) * 3, count: min(tile, columns.upperBound - left))
        }
      }
    }
  }

  /// Copies pixels that lie `stepX` samples apart, four at a time in three words.
  @inline(__always)
  private func copyRow(
    from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, count: Int
  ) {
    var (source, target) = (source, UnsafeMutableRawPointer(target))
    // Nothing follows the last pixel of all that a word of it could reach into.
    let highest = max(source, source + (count - 1) &* stepX)
    let words = highest + 4 <= end ? count / 4 : 0
    for _ in 0..<words {
      let (a, b) = (pixel(source), pixel(source + stepX))
      let (c, d) = (pixel(source + 2 &* stepX), pixel(source + 3 &* stepX))
      target.storeBytes(of: (a | b << 24).littleEndian, as: UInt32.self)
      target.storeBytes(of: (b >> 8 | c << 16).littleEndian, toByteOffset: 4, as: UInt32.self)
      target.storeBytes(of: (c >> 16 | d << 8).littleEndian, toByteOffset: 8, as: UInt32.self)
      source += 4 &* stepX
      target += 12
    }
    for index in 0..<count - words * 4 {
      target.copyMemory(from: source + index &* stepX, byteCount: 3)
      target += 3
    }
  }

  /// The three samples of a pixel, the first in the lowest byte.
  @inline(__always)
  private func pixel(_ samples: UnsafePointer<UInt8>) -> UInt32 {
    UnsafeRawPointer(samples).loadUnaligned(as: UInt32.self).littleEndian & 0xFF_FFFF
  }
}
