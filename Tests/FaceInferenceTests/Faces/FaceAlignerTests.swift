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

  /// A large face is reduced first, yet its crop holds the mean of the colours within each pixel.
  ///
  /// Waves rise by at most 26 steps a pixel of the crop; interpolation
  /// between the reduced pixels leaves a few steps.
  @Test(arguments: [4, 5, 7.3, 12] as [Float], [0, 1])
  func aLargeFaceIsTheMeanOfManySamples(factor: Float, quarters: Int) throws {
    let waves = DrawnImage.waves(width: Int(617 / factor), height: Int(583 / factor))
    let image = ImageResizer.resized(waves, width: 617, height: 583)
    let crop = try crop(image, factor: factor, quarters: quarters, x: 11.3, y: 7.8)
    let samples = Int(factor.rounded())
    var differences: [Int] = []
    // Where the crop lies inside the image, by whole crop pixels.
    let inside = min(38, Int(570 / factor))
    for y in stride(from: 2, to: inside, by: 3) {
      for x in stride(from: 2, to: inside, by: 3) {
        let (across, down) = quarters == 0 ? (x, y) : (39 - y, x)
        let expected = Self.mean(
          image, x: Float(across) * factor + 11.3, y: Float(down) * factor + 7.8, side: factor,
          samples)
        differences += (0..<3).map {
          abs(Int(crop.pixels[(y * 40 + x) * 3 + $0]) - Int(expected[$0].rounded()))
        }
      }
    }
    #expect(differences.reduce(0, +) <= differences.count * 2)
    #expect((differences.max() ?? 0) <= 12)
  }

  /// The mean of samples² colours within a square around a place, each that of the nearest pixel.
  private static func mean(
    _ image: Image, x: Float, y: Float, side: Float, _ samples: Int
  ) -> SIMD3<Float> {
    var sum = SIMD3<Float>.zero
    let n = samples * 2
    for i in 0..<n {
      for j in 0..<n {
        let column = Int((x + ((Float(j) + 0.5) / Float(n) - 0.5) * side).rounded())
        let row = Int((y + ((Float(i) + 0.5) / Float(n) - 0.5) * side).rounded())
        let place = (row * image.width + column) * 3
        sum += SIMD3(
          Float(image.pixels[place]), Float(image.pixels[place + 1]),
          Float(image.pixels[place + 2]))
      }
    }
    return sum / Float(n * n)
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
