import FaceInference
import Testing

@Suite struct ImageTurningTests {
  private static let sides = [(1, 1), (1, 5), (4, 1), (3, 2), (7, 9)]

  @Test(arguments: sides)
  func fourQuartersAreAWholeTurn(width: Int, height: Int) {
    let image = DrawnImage.noise(width: width, height: height, seed: 1)
    #expect((0..<4).reduce(image) { turned, _ in turned.turned(quarters: 1) } == image)
    for quarters in 0..<4 {
      let oneByOne = (0..<quarters).reduce(image) { turned, _ in turned.turned(quarters: 1) }
      #expect(image.turned(quarters: quarters) == oneByOne)
      #expect(image.turned(quarters: quarters).turned(quarters: (4 - quarters) % 4) == image)
    }
  }

  /// The middle of each pixel of the turned image, taken back, is the middle of the pixel that it
  /// came from.
  @Test(arguments: sides, 0..<4)
  func placesTurnBackWithTheirPixels(sides: (Int, Int), quarters: Int) throws {
    let image = DrawnImage.noise(width: sides.0, height: sides.1, seed: 2)
    let turned = image.turned(quarters: quarters)
    for y in 0..<turned.height {
      for x in 0..<turned.width {
        let place = Point(x: Float(x) + 0.5, y: Float(y) + 0.5)
        let origin = image.unturned(place, quarters: quarters)
        let from = (Int(origin.y) * image.width + Int(origin.x)) * 3
        let to = (y * turned.width + x) * 3
        #expect(origin.x - Float(Int(origin.x)) == 0.5 && origin.y - Float(Int(origin.y)) == 0.5)
        let isInside =
          (0..<Float(image.width)).contains(origin.x)
          && (0..<Float(image.height)).contains(origin.y)
        try #require(isInside)
        #expect(image.pixels[from..<(from + 3)] == turned.pixels[to..<(to + 3)])
      }
    }
  }

  @Test func aQuarterIsClockwise() {
    let image = DrawnImage.make(2, 1) { x, _ in [x, x, x] }
    #expect(image.turned(quarters: 1) == DrawnImage.make(1, 2) { _, y in [y, y, y] })
  }
}
