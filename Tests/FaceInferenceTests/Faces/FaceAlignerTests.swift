import FaceInference
import Testing

@Suite struct FaceAlignerTests {
  private let square = [(10, 10), (30, 10), (20, 20), (10, 30), (30, 30)].map {
    Point(x: Float($0.0), y: Float($0.1))
  }

  private func points(_ pairs: [[Float]]) -> [Point] { pairs.map { Point(x: $0[0], y: $0[1]) } }

  /// Returns a crop of 40 pixels a side, the image moved, scaled by 1 / `factor`, and turned.
  private func crop(
    _ image: Image, side: Int = 40, factor: Float = 1, quarters: Int = 0, x: Float = 0, y: Float = 0
  ) throws -> Image {
    let landmarks = square.map { p in
      let turned = (0..<quarters).reduce(p) { q, _ in Point(x: Float(side - 1) - q.y, y: q.x) }
      return Point(x: turned.x * factor + x, y: turned.y * factor + y)
    }
    let aligner = FaceAligner(side: side, template: square)
    let transform = try #require(aligner.transform(for: .landmarks(landmarks)))
    return aligner.crop(image, transform)
  }

  /// OpenCV rounds places to 1/32 pixel; the waves rise by at most 26 steps a pixel.
  @Test func openCVAgreesAtTheImagesScale() throws {
    let warps = try #require(FaceGoldens.shared).warps
    for (index, golden) in warps.enumerated() {
      let aligner = FaceAligner(side: golden.side, template: points(golden.template))
      let transform = try #require(aligner.transform(for: .landmarks(points(golden.points))))
      let image = DrawnImage.waves(width: golden.width, height: golden.height)
      let crop = aligner.crop(image, transform)
      let differences = zip(crop.pixels, golden.crop).map { abs(Int($0) - Int($1)) }
      #expect(differences.count == golden.side * golden.side * 3)
      // At the image's edge, where pixels meet black, contrast is larger.
      #expect(differences.filter { $0 > 2 }.count <= differences.count / 100, "warp \(index)")
      #expect((differences.max() ?? 0) <= 8, "warp \(index)")
    }
  }

  @Test func theIdentityCopiesPixels() throws {
    let image = DrawnImage.noise(width: 40, height: 40, seed: 1)
    #expect(try crop(image) == image)
  }

  @Test func aMoveByWholePixelsCopiesThemAndIsBlackBeyond() throws {
    let image = DrawnImage.noise(width: 33, height: 50, seed: 2)
    let moved = try crop(image, x: 5, y: -3)
    let expected = DrawnImage.make(40, 40) { x, y in
      let (sourceX, sourceY) = (x + 5, y - 3)
      guard sourceX < 33, sourceY >= 0 else { return [0, 0, 0] }
      return (0..<3).map { Int(image.pixels[(sourceY * 33 + sourceX) * 3 + $0]) }
    }
    #expect(moved == expected)
  }

  @Test(arguments: 1...3)
  func aQuarterTurnOfTheFaceIsUndone(quarters: Int) throws {
    let image = DrawnImage.noise(width: 40, height: 40, seed: 3)
    let crop = try crop(image.turned(quarters: quarters), quarters: quarters)
    // The turn is around the middle of pixels; floats place samples a hair beside them.
    #expect(zip(crop.pixels, image.pixels).allSatisfy { abs(Int($0) - Int($1)) <= 1 })
  }

  /// A pattern that changes from pixel to pixel becomes its mean, not stripes.
  @Test(arguments: [2, 3, 4, 8, 16])
  func shrinkingAverages(factor: Int) throws {
    let side = 40 * factor
    let board = DrawnImage.make(side, side) { x, y in
      [(x + y) % 2 * 255, x % 2 * 255, y % 2 * 255]
    }
    let crop = try crop(
      board, factor: Float(factor), x: Float(factor - 1) / 2, y: Float(factor - 1) / 2)
    let middle = (4..<36).flatMap { y in
      (4..<36).flatMap { x in (0..<3).map { (y * 40 + x) * 3 + $0 } }
    }
    // An odd number of stripes a pixel leaves one over.
    let allowed = factor % 2 == 0 ? 2 : 255 / (2 * factor) + 2
    #expect(middle.allSatisfy { abs(Int(crop.pixels[$0]) - 127) <= allowed })
  }

  @Test(arguments: [0.05, 0.3, 1, 1.7, 5, 12] as [Float])
  func aFlatImageStaysFlat(factor: Float) throws {
    let image = Image(width: 500, height: 500, pixels: Array(repeating: 93, count: 750_000))
    let crop = try crop(image, factor: factor, x: 8.3, y: 7.7)
    #expect(crop.pixels.allSatisfy { $0 == 93 })
  }

  @Test func landmarksFarAwayOrCloseTogetherDoNotTrap() {
    let image = DrawnImage.noise(width: 9, height: 7, seed: 4)
    for (factor, x, y) in [
      (1, 1e6, -1e6), (1e-3, 4, 4), (2e4, 0, 0), (1e-4, -1e6, 1e6), (1, -0.5, -0.5), (0.1, 8, 6),
    ] as [(Float, Float, Float)] {
      let landmarks = square.map { Point(x: $0.x * factor + x, y: $0.y * factor + y) }
      let aligner = FaceAligner(side: 40, template: square)
      if let transform = aligner.transform(for: .landmarks(landmarks)) {
        #expect(aligner.crop(image, transform).width == 40)
      }
    }
  }
}
