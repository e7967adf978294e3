import FaceInference
import Organizer
import Testing

@Suite struct OrientationTests {
  /// The table of the metadata standard: stored point to upright point.
  @Test func pointsMapAsTheTableOfOrientationsSays() {
    let (x, y) = (0.2, 0.7)
    let table: [(Double, Double)] = [
      (x, y), (1 - x, y), (1 - x, 1 - y), (x, 1 - y), (y, x), (1 - y, x), (1 - y, 1 - x),
      (y, 1 - x),
    ]
    for (orientation, expected) in zip(Orientation.allCases, table) {
      #expect(orientation.upright(SIMD2(x, y)) == SIMD2(expected.0, expected.1))
    }
  }

  @Test(arguments: Orientation.allCases)
  func storedUndoesUpright(orientation: Orientation) {
    let point = SIMD2(0.25, 0.625)
    #expect(orientation.stored(orientation.upright(point)) == point)
    #expect(orientation.upright(orientation.stored(point)) == point)
    let size = SIMD2(0.1, 0.3)
    #expect(orientation.oriented(orientation.oriented(size)) == size)
  }

  /// A pixel of the turned image is the pixel that the mapping of its centre names.
  @Test(arguments: Orientation.allCases, [(1, 1), (5, 3), (33, 70), (64, 32)])
  func imagesTurnAsPointsDo(orientation: Orientation, sides: (width: Int, height: Int)) {
    let stored = numbered(width: sides.width, height: sides.height)
    let upright = orientation.upright(stored)
    let turned = orientation.oriented(width: sides.width, height: sides.height)
    #expect(upright.width == turned.width && upright.height == turned.height)
    for y in 0..<upright.height {
      for x in 0..<upright.width {
        let center = SIMD2(
          (Double(x) + 0.5) / Double(upright.width), (Double(y) + 0.5) / Double(upright.height))
        let origin = orientation.stored(center)
        let column = Int(origin.x * Double(sides.width))
        let row = Int(origin.y * Double(sides.height))
        guard pixel(upright, x, y) == pixel(stored, column, row) else {
          Issue.record("pixel \(x), \(y) of \(orientation) comes from elsewhere")
          return
        }
      }
    }
  }

  @Test(arguments: Orientation.allCases)
  func regionsTurnAsImagesDo(orientation: Orientation) {
    let stored = numbered(width: 40, height: 30)
    let upright = orientation.upright(stored)
    let region = PixelRegion(x: 3, y: 5, width: 11, height: 7)
    let storedRegion = orientation.stored(
      region, uprightWidth: upright.width, height: upright.height)
    #expect(
      orientation.upright(stored.cropped(to: storedRegion)) == upright.cropped(to: region))
  }

  /// An image whose pixels all differ.
  private func numbered(width: Int, height: Int) -> Image {
    var pixels: [UInt8] = []
    for number in 0..<width * height {
      pixels += [UInt8(number / 256), UInt8(number % 256), 0]
    }
    return Image(width: width, height: height, pixels: pixels)
  }

  private func pixel(_ image: Image, _ x: Int, _ y: Int) -> [UInt8] {
    let start = (y * image.width + x) * 3
    return Array(image.pixels[start..<start + 3])
  }
}
