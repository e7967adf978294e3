import FaceInference
import Testing

@Suite struct ImageResizerTests {
  @Test(arguments: [(2, 2), (3, 5), (16, 1), (1, 4)])
  func wholeFactorsGiveRoundedBoxMeans(factor: (x: Int, y: Int)) {
    let (width, height) = (7, 6)
    let image = random(width: width * factor.x, height: height * factor.y, seed: 3)
    let resized = ImageResizer.resized(image, width: width, height: height)
    for y in 0..<height {
      for x in 0..<width {
        for channel in 0..<3 {
          var sum = 0
          for row in (y * factor.y)..<((y + 1) * factor.y) {
            for column in (x * factor.x)..<((x + 1) * factor.x) {
              sum += Int(image.pixels[(row * image.width + column) * 3 + channel])
            }
          }
          let area = factor.x * factor.y
          let mean = (2 * sum + area) / (2 * area)
          #expect(resized.pixels[(y * width + x) * 3 + channel] == UInt8(mean))
        }
      }
    }
  }

  @Test(arguments: [(40, 30), (97, 61), (13, 59), (1, 1), (99, 99)])
  func shrinkingKeepsTheMean(sides: (width: Int, height: Int)) {
    let image = random(width: 100, height: 99, seed: 4)
    let resized = ImageResizer.resized(image, width: sides.width, height: sides.height)
    // Rounding moves each sample by up to a half, at random.
    let noise = 0.5 / Double(resized.pixels.count).squareRoot() + 0.01
    #expect(abs(mean(image) - mean(resized)) < max(noise * 2, sides.width == 1 ? 0.5 : 0))
  }

  @Test(arguments: [1, 2, 17, 100, 250], [1, 3, 64, 300])
  func aFlatImageStaysFlat(width: Int, height: Int) {
    for value: UInt8 in [0, 1, 127, 254, 255] {
      let image = Image(width: 100, height: 77, pixels: Array(repeating: value, count: 23_100))
      let resized = ImageResizer.resized(image, width: width, height: height)
      #expect(resized.pixels == Array(repeating: value, count: width * height * 3))
    }
  }

  @Test func theSameSizeIsTheSameImage() {
    let image = random(width: 12, height: 9, seed: 6)
    #expect(ImageResizer.resized(image, width: 12, height: 9) == image)
  }

  @Test func aSinglePixelFillsAnything() {
    let image = Image(width: 1, height: 1, pixels: [1, 2, 3])
    #expect(
      ImageResizer.resized(image, width: 3, height: 2).pixels == [
        1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3,
      ])
  }

  /// OpenCV rounds halves to even and enlarges in fixed point, hence one step.
  @Test func openCVAgrees() throws {
    struct Case: Decodable {
      let width: Int, height: Int
      let pixels: [UInt8]
    }
    let cases = try Goldens.decode("resizing", as: [Case].self)
    #expect(cases.count == 5)
    for golden in cases {
      let resized = ImageResizer.resized(pattern, width: golden.width, height: golden.height)
      let differences = zip(resized.pixels, golden.pixels).map { abs(Int($0) - Int($1)) }
      #expect(resized.pixels.count == golden.pixels.count)
      #expect(differences.allSatisfy { $0 <= 1 }, "\(golden.width) x \(golden.height)")
    }
  }

  /// The pattern of `make_resizing_goldens.py`.
  private var pattern: Image {
    DrawnImage.make(31, 23) { x, y in
      [x * 37 + y * 11, x * x + 3 * y, x * y * 5].map { $0 % 256 }
    }
  }

  private func random(width: Int, height: Int, seed: Int) -> Image {
    DrawnImage.noise(width: width, height: height, seed: seed)
  }

  private func mean(_ image: Image) -> Double {
    Double(image.pixels.reduce(0) { $0 + Int($1) }) / Double(image.pixels.count)
  }
}
