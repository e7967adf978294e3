import FaceInference
import TestSupport
import Testing

/// Means along rows, and rows split into planes, on every kind of processor that this one is.
@Suite struct RowMeansTests {
  private static let levels = VectorKernels.Level.allCases.filter { VectorKernels($0) != nil }
  /// Shrinking by whole numbers and by others, and enlarging; counts that four divides, and others.
  private static let scales = [
    (64, 64), (64, 32), (65, 13), (99, 7), (200, 128), (201, 127), (1000, 1), (3, 2), (1, 1),
    (1, 9), (2, 5), (40, 77), (17, 18),
  ]

  @Test(arguments: levels, scales)
  func meansEqualThePlainOnesToTheLastBit(
    level: VectorKernels.Level, scale: (from: Int, to: Int)
  ) throws {
    let kernels = try #require(VectorKernels(level))
    let averager = RowAverager(from: scale.from, to: scale.to)
    var random = SeededRandom(seed: scale.from)
    var sums = [Float](repeating: 0, count: averager.sampleCount(width: scale.from))
    for i in 0..<(scale.from * 3) { sums[i] = Float(Int.random(in: 0...255, using: &random)) }
    var colors = [UInt8](repeating: 7, count: scale.to * 3 + 1)
    var expected = colors
    kernels.averageRow(sums, averager, to: &colors)
    averageRowPlainly(sums, averager, to: &expected)
    #expect(colors == expected)
    #expect(colors.last == 7, "nothing is written beyond a row")
  }

  @Test(arguments: levels, [0, 1, 2, 15, 16, 17, 18, 19, 33, 34, 50, 640])
  func aSplitRowHoldsEverySample(level: VectorKernels.Level, count: Int) throws {
    let kernels = try #require(VectorKernels(level))
    var random = SeededRandom(seed: count)
    let colors = (0..<(count * 3)).map { _ in UInt8.random(in: 0...255, using: &random) }
    let (factors, offsets) = (random.floats(3), random.floats(3))
    let (step, place) = (count + 5, 2)
    var numbers = [Float](repeating: -9, count: 3 * step)
    numbers.withUnsafeMutableBufferPointer { numbers in
      guard let base = numbers.baseAddress else { return }
      let planes = (0..<3).map { channel in
        ColorPlanes.Plane(
          base + channel * step, factor: factors[channel], offset: offsets[channel])
      }
      let target = ColorPlanes(red: planes[0], green: planes[1], blue: planes[2])
      kernels.splitRow(colors, count: count, to: target, at: place)
    }
    for channel in 0..<3 {
      let plane = numbers[(channel * step)..<((channel + 1) * step)]
      let expected = (0..<count).map {
        Float(colors[$0 * 3 + channel]) * factors[channel] + offsets[channel]
      }
      #expect(Array(plane) == [-9, -9] + expected + [-9, -9, -9])
    }
  }
}
