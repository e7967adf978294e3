extension Image {
  /// Returns the image turned clockwise by quarter turns.
  ///
  /// - Parameter quarters: How many; 0 to 3.
  package func turned(quarters: Int) -> Image {
    precondition((0..<4).contains(quarters), "there are four ways to turn an image")
    guard quarters > 0 else { return self }
    let (newWidth, newHeight) = quarters == 2 ? (width, height) : (height, width)
    return Image(width: newWidth, height: newHeight) { target in
      pixels.withUnsafeBufferPointer { source in
        for y in 0..<newHeight {
          for x in 0..<newWidth {
            let (fromX, fromY) =
              switch quarters {
              case 1: (y, height - 1 - x)
              case 2: (width - 1 - x, height - 1 - y)
              default: (width - 1 - y, x)
              }
            let (from, to) = ((fromY * width + fromX) * 3, (y * newWidth + x) * 3)
            for channel in 0..<3 { target[to + channel] = source[from + channel] }
          }
        }
      }
    }
  }

  /// Returns where a place in this image turned by quarter turns lies in this image itself.
  package func unturned(_ p: Point, quarters: Int) -> Point {
    switch quarters {
    case 0: p
    case 1: Point(x: p.y, y: Float(height) - p.x)
    case 2: Point(x: Float(width) - p.x, y: Float(height) - p.y)
    default: Point(x: Float(width) - p.y, y: p.x)
    }
  }
}
