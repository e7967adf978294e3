public import FaceInference

/// A rectangle of whole pixels: columns `x..<x + width`, rows `y..<y + height`, origin top left.
public struct PixelRegion: Sendable, Hashable {
  /// The first column.
  public var x: Int
  /// The first row.
  public var y: Int
  /// The number of columns.
  public var width: Int
  /// The number of rows.
  public var height: Int

  /// Makes a rectangle; it may reach beyond the image it is meant for.
  public init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// Returns the part of this rectangle inside an image, or `nil` if there is none.
  public func clipped(toWidth imageWidth: Int, height imageHeight: Int) -> PixelRegion? {
    guard width > 0, height > 0 else { return nil }
    let left = max(x, 0), top = max(y, 0)
    let right = PixelRegion.end(x, width, atMost: imageWidth)
    let bottom = PixelRegion.end(y, height, atMost: imageHeight)
    guard left < right, top < bottom else { return nil }
    return PixelRegion(x: left, y: top, width: right - left, height: bottom - top)
  }

  private static func end(_ start: Int, _ length: Int, atMost limit: Int) -> Int {
    let (end, overflows) = start.addingReportingOverflow(length)
    return overflows ? limit : min(end, limit)
  }

  var columns: Range<Int> { x..<x + width }
  var rows: Range<Int> { y..<y + height }
}

extension Orientation {
  /// Returns the rectangle of the stored picture that shows a rectangle of the upright one.
  ///
  /// - Parameters:
  ///   - region: Pixels of the upright picture, inside it.
  ///   - width: The upright picture's width in pixels.
  ///   - height: The upright picture's height in pixels.
  public func stored(_ region: PixelRegion, uprightWidth width: Int, height: Int) -> PixelRegion {
    let x = flipsX ? width - region.x - region.width : region.x
    let y = flipsY ? height - region.y - region.height : region.y
    return swapsSides
      ? PixelRegion(x: y, y: x, width: region.height, height: region.width)
      : PixelRegion(x: x, y: y, width: region.width, height: region.height)
  }
}

extension Image {
  /// Returns the pixels of a rectangle.
  ///
  /// - Parameter region: A rectangle inside the image, of at least one pixel.
  public func cropped(to region: PixelRegion) -> Image {
    precondition(
      region.clipped(toWidth: width, height: height) == region, "a crop lies inside its image")
    let rowBytes = region.width * 3
    return pixels.withUnsafeBytes { source in
      Image(width: region.width, height: region.height) { target in
        let target = UnsafeMutableRawBufferPointer(target)
        for row in 0..<region.height {
          let start = ((region.y + row) * width + region.x) * 3
          target[(row * rowBytes)..<((row + 1) * rowBytes)]
            .copyBytes(from: source[start..<start + rowBytes])
        }
      }
    }
  }
}
