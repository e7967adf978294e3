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
        copyTiles(
          from: source, start: start, stepX: stepX, stepY: stepY, to: target, width: width,
          height: height)
      }
    }
  }

  /// Copies pixel by pixel in square tiles, so that a walk along stored columns finds its cache
  /// lines again.
  private func copyTiles(
    from source: UnsafeBufferPointer<UInt8>, start: Int, stepX: Int, stepY: Int,
    to target: UnsafeMutableBufferPointer<UInt8>, width: Int, height: Int
  ) {
    let tile = 32
    for top in stride(from: 0, to: height, by: tile) {
      for left in stride(from: 0, to: width, by: tile) {
        for y in top..<min(top + tile, height) {
          var from = start + y * stepY + left * stepX
          var to = (y * width + left) * 3
          for _ in left..<min(left + tile, width) {
            target[to] = source[from]
            target[to &+ 1] = source[from &+ 1]
            target[to &+ 2] = source[from &+ 2]
            from &+= stepX
            to &+= 3
          }
        }
      }
    }
  }
}
