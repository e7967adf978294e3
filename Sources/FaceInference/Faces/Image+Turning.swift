extension Image {
  /// Returns the image with left and right exchanged.
  consuming func mirrored() -> Image {
    turned(ImageTurn(swapsSides: false, flipsX: true, flipsY: false))
  }

  /// Returns the image turned clockwise by quarter turns.
  ///
  /// - Parameter quarters: How many; 0 to 3.
  package consuming func turned(quarters: Int) -> Image {
    turned(ImageTurn(quarters: quarters))
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
