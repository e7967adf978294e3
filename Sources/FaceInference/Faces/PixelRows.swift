/// An image as a network reads it, row by row.
///
/// It only points to the image's samples.
package struct PixelRows: RowSource {
  private let input: PixelInput
  private let samples: UnsafePointer<UInt8>
  private let size: (width: Int, height: Int)
  /// Where the image's first pixel lies in the planes.
  private let origin: (x: Int, y: Int)
  /// The columns of a plane.
  private let width: Int

  /// Makes the rows of an image.
  ///
  /// - Parameters:
  ///   - samples: `[height, width, 3]`; they must stay where they are.
  ///   - size: The image's pixels.
  ///   - input: How samples become numbers; none is standardized yet.
  ///   - origin: Where the image's first pixel goes; all around the image are zeros.
  ///   - planes: The columns and rows of each plane.
  package init(
    _ samples: UnsafePointer<UInt8>, size: (width: Int, height: Int), as input: PixelInput,
    origin: (x: Int, y: Int), planes: (width: Int, height: Int)
  ) {
    precondition(
      origin.x >= 0 && origin.x + size.width <= planes.width && origin.y >= 0
        && origin.y + size.height <= planes.height, "an image lies inside its planes")
    (self.samples, self.size, self.input) = (samples, size, input)
    (self.origin, self.width) = (origin, planes.width)
  }

  package func write(_ y: Int, to start: UnsafeMutablePointer<Float>, step: Int) {
    let row = y - origin.y
    let isInImage = row >= 0 && row < size.height
    if !isInImage || size.width < width {
      for plane in 0..<input.planeCount {
        (start + plane * step).update(repeating: 0, count: width)
      }
    }
    if isInImage {
      input.write(
        samples + row * size.width * 3, count: size.width, to: start + origin.x, step: step)
    }
  }
}
