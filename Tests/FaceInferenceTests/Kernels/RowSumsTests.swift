import FaceInference
import TestSupport
import Testing

/// Sums of rows of samples, on every kind of processor that this one is.
@Suite struct RowSumsTests {
  private static let levels = VectorKernels.Level.allCases.filter { VectorKernels($0) != nil }

  /// Weights are no whole numbers, so that a product rounded otherwise would show.
  @Test(arguments: levels, [1, 2, 3, 7])
  func sumsEqualThePlainOnesToTheLastBit(level: VectorKernels.Level, rows: Int) throws {
    let kernels = try #require(VectorKernels(level))
    var random = SeededRandom(seed: rows)
    let weights = random.floats(rows)
    for count in [1, 3, 15, 16, 17, 48, 63, 64, 65, 127, 200, 1023] {
      let step = count + 5
      let samples = (0..<(rows * step)).map { _ in UInt8.random(in: 0...255, using: &random) }
      var sums = [Float](repeating: -1, count: count + 1)
      var expected = sums
      weights.withUnsafeBufferPointer { weights in
        sums.withUnsafeMutableBufferPointer {
          guard let base = $0.baseAddress else { return }
          kernels.sumRows(samples, step: step, weights, count: count, to: base)
        }
        expected.withUnsafeMutableBufferPointer {
          guard let base = $0.baseAddress else { return }
          sumRowsPlainly(samples, step: step, weights, count: count, to: base)
        }
      }
      #expect(sums == expected, "\(count) samples")
      #expect(sums.last == -1, "nothing is written beyond a row")
    }
  }
}
