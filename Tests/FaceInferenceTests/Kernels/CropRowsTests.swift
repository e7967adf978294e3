import FaceInference
import TestSupport
import Testing

/// Rows of crops, on every kind of processor that this one is.
@Suite struct CropRowsTests {
  private static let levels = VectorKernels.Level.allCases.filter { VectorKernels($0) != nil }

  /// Returns the crop of 37 columns and 21 rows around the origin.
  private func crop(
    _ image: Image, _ transform: AlignmentTransform, samples: Int, kernels: VectorKernels?
  ) -> [UInt8] {
    var colors = [UInt8](repeating: 7, count: 37 * 21 * 3 + 1)
    image.pixels.withUnsafeBufferPointer { source in
      colors.withUnsafeMutableBufferPointer { colors in
        guard let source = source.baseAddress, let colors = colors.baseAddress else { return }
        let sampler = CropSampler(
          source, width: image.width, height: image.height, transform, samples: samples,
          isReplicating: false, kernels: kernels)
        for row in 0..<21 {
          sampler.sample(row: row - 10, columns: -18..<19, to: colors + row * 37 * 3)
        }
      }
    }
    return colors
  }

  /// Turned and scaled anyhow, in the middle of the image and at all its edges.
  @Test(arguments: levels, [1, 2, 3])
  func rowsEqualThePlainOnesToTheLastBit(level: VectorKernels.Level, samples: Int) throws {
    let kernels = try #require(VectorKernels(level))
    let image = DrawnImage.noise(width: 101, height: 83, seed: 4)
    var random = SeededRandom(seed: samples)
    for _ in 0..<60 {
      let points = (0..<3).map { _ in
        Point(x: .random(in: -20...20, using: &random), y: .random(in: -20...20, using: &random))
      }
      let places = (0..<3).map { _ in
        Point(x: .random(in: 0...100, using: &random), y: .random(in: 0...82, using: &random))
      }
      guard let transform = AlignmentTransform(from: points, to: places) else { continue }
      let colors = crop(image, transform, samples: samples, kernels: kernels)
      #expect(colors == crop(image, transform, samples: samples, kernels: nil))
      #expect(colors.last == 7, "nothing is written beyond a row")
    }
  }

  /// The last places that the kernels take: four pixels around each, and one to spare.
  @Test(arguments: levels)
  func rowsAtTheEdgeOfTheImageAreInIt(level: VectorKernels.Level) throws {
    let kernels = try #require(VectorKernels(level))
    for (width, height) in [(41, 24), (40, 24), (41, 23), (37, 21), (3, 3), (1, 1)] {
      let image = DrawnImage.noise(width: width, height: height, seed: 5)
      let shifts = [(18, 10), (19, 11), (19.5, 10.5), (18.25, 11.75)].map {
        Point(x: Float($0.0), y: Float($0.1))
      }
      for shift in shifts {
        let corners = [Point(x: 0, y: 0), Point(x: 8, y: 0), Point(x: 0, y: 8)]
        let moved = corners.map { Point(x: $0.x + shift.x, y: $0.y + shift.y) }
        let transform = try #require(AlignmentTransform(from: corners, to: moved))
        #expect(
          crop(image, transform, samples: 1, kernels: kernels)
            == crop(image, transform, samples: 1, kernels: nil))
      }
    }
  }
}
