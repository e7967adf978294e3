internal import FaceInference

/// An image that can be drawn on; what lies outside is left out.
struct Canvas {
  /// A colour.
  struct Color: Equatable {
    let red: UInt8
    let green: UInt8
    let blue: UInt8

    static let black = Color(red: 0, green: 0, blue: 0)
    static let white = Color(red: 255, green: 255, blue: 255)
  }

  let width: Int
  let height: Int
  private var pixels: [UInt8]

  /// Begins with an image.
  init(_ image: Image) {
    (width, height, pixels) = (image.width, image.height, image.pixels)
  }

  /// What has been drawn.
  var image: Image { Image(width: width, height: height, pixels: pixels) }

  /// Fills a rectangle.
  mutating func fill(x: Int, y: Int, width: Int, height: Int, _ color: Color) {
    let (left, right) = (max(0, x), min(self.width, x + width))
    guard left < right else { return }
    for row in max(0, y)..<max(0, y, min(self.height, y + height)) {
      for column in left..<right {
        let start = (row * self.width + column) * 3
        pixels[start] = color.red
        pixels[start + 1] = color.green
        pixels[start + 2] = color.blue
      }
    }
  }

  /// Draws the edges of a rectangle, so thick inwards.
  mutating func outline(
    x: Int, y: Int, width: Int, height: Int, thickness: Int, _ color: Color
  ) {
    fill(x: x, y: y, width: width, height: thickness, color)
    fill(x: x, y: y + height - thickness, width: width, height: thickness, color)
    fill(x: x, y: y, width: thickness, height: height, color)
    fill(x: x + width - thickness, y: y, width: thickness, height: height, color)
  }

  /// Fills a disc.
  mutating func disc(x: Int, y: Int, radius: Int, _ color: Color) {
    for row in -radius...radius {
      let half = Int(Double(radius * radius - row * row).squareRoot())
      fill(x: x - half, y: y + row, width: 2 * half + 1, height: 1, color)
    }
  }

  /// The pixels that a text takes.
  ///
  /// - Parameter scale: Pixels of the image per pixel of the font.
  static func size(of text: String, scale: Int) -> (width: Int, height: Int) {
    let columns = BitmapFont.plain(text).count * (BitmapFont.width + 1) + 1
    return (columns * scale, (BitmapFont.height + 2) * scale)
  }

  /// Writes a text on a ground of a colour, in black or white, whichever stands out.
  ///
  /// - Parameters:
  ///   - x: The left edge of the ground.
  ///   - y: Its upper edge.
  mutating func write(_ text: String, x: Int, y: Int, scale: Int, on ground: Color) {
    let size = Self.size(of: text, scale: scale)
    fill(x: x, y: y, width: size.width, height: size.height, ground)
    // Relative luminance as in ITU-R BT.601.
    let light = 299 * Int(ground.red) + 587 * Int(ground.green) + 114 * Int(ground.blue)
    let ink = light > 140_000 ? Color.black : Color.white
    for (place, character) in BitmapFont.plain(text).enumerated() {
      let left = x + (place * (BitmapFont.width + 1) + 1) * scale
      for (row, bits) in BitmapFont.rows(character).enumerated() {
        for column in 0..<BitmapFont.width where bits >> (BitmapFont.width - 1 - column) & 1 == 1 {
          fill(
            x: left + column * scale, y: y + (row + 1) * scale, width: scale, height: scale, ink)
        }
      }
    }
  }
}
