import FaceInference
import TestSupport
import Testing

/// Depthwise convolutions that make two rows at once, alone and with what reads them, and convolutions
/// that read planes where they lie: at every border, against the plain loops.
@Suite struct DepthwiseStripTests {
  private static let levels = RowDifference.levels

  /// What follows the depthwise convolution.
  enum Follower: CaseIterable, Sendable {
    case nothing, pointwise, addition, pool, depthwise, stride, activation, picks, picksOfPoints
  }

  private func model(
    _ input: Shape, _ follower: Follower, pads: [Int64], seed: Int
  ) -> LayerModel {
    var layers = LayerModel(input: input, seed: seed)
    layers.convolve(filters: input[1], side: 1)
    layers.convolve(filters: nil, side: 3, pads: pads)
    layers.activate(seed.isMultiple(of: 2) ? "Relu" : "PRelu")
    switch follower {
    case .nothing: break
    case .pointwise: layers.convolve(filters: 24, side: 1)
    case .addition:
      let channels = layers.shape[1]
      layers.skip {
        $0.convolve(filters: nil, side: 3)
        $0.convolve(filters: channels, side: 1)
      }
      layers.skip { $0.convolve(filters: nil, side: 3) }
    case .pool: if layers.shape[2] > 1, layers.shape[3] > 1 { layers.pool() }
    case .depthwise:
      layers.convolve(filters: nil, side: 3)
      if layers.shape[3] > 2 { layers.convolve(filters: nil, side: 3, pads: [2, 0, 2, 0]) }
    case .stride: layers.convolve(filters: 17, side: 3, step: 2)
    case .activation: layers.activate("PRelu")
    // What reads one row of two: strips have rows that nobody reads.
    case .picks: layers.convolve(filters: 17, side: 1, step: 2)
    case .picksOfPoints:
      layers.convolve(filters: 24, side: 1)
      layers.convolve(filters: 17, side: 1, step: 2)
    }
    layers.convolve(filters: nil, side: 3)
    return layers
  }

  /// Sums of some hundred products in another order, transformed by twos: errors of some 2⁻²² of the
  /// largest, through up to five layers.
  @Test(arguments: levels, Follower.allCases)
  func stripsEqualThePlainLoops(level: VectorKernels.Level, follower: Follower) throws {
    let heights = [1, 2, 3, 4, 5, 8, 9, 17]
    let widths = [1, 2, 3, 4, 13, 14, 15, 28, 29, 57, 113]
    for (index, height) in heights.enumerated() {
      for (column, width) in widths.enumerated() where (index + column).isMultiple(of: 2) {
        let channels = [3, 16, 17, 48][(index + column / 2) % 4]
        let input = [1 + index % 2, channels, height, width]
        let layers = model(input, follower, pads: [1, 1, 1, 1], seed: index + column)
        let found = try RowDifference(layers, input, level).relative
        #expect(found <= 1e-5, "\(input)")
      }
    }
  }

  private static let borders: [[Int64]] = [
    [0, 0, 0, 0], [2, 2, 2, 2], [0, 1, 2, 0], [2, 0, 0, 1], [1, 2, 0, 2], [0, 2, 1, 0],
  ]

  @Test(arguments: levels, borders)
  func stripsHaveAnyBorder(level: VectorKernels.Level, pads: [Int64]) throws {
    for follower in Follower.allCases {
      for (height, width) in [(3, 3), (4, 5), (5, 31), (8, 14), (9, 30)] {
        let input = [1, 20, height, width]
        let layers = model(input, follower, pads: pads, seed: height)
        let found = try RowDifference(layers, input, level).relative
        #expect(found <= 1e-5, "\(input) \(pads) \(follower)")
      }
    }
  }

  /// Wide images of many channels come in more pieces than one.
  @Test(arguments: levels) func longRowsComeInPieces(level: VectorKernels.Level) throws {
    for (channels, width) in [(16, 400), (64, 127), (150, 61), (513, 30)] {
      for follower in [Follower.pointwise, .pool] {
        let input = [1, channels, 5, width]
        let layers = model(input, follower, pads: [1, 1, 1, 1], seed: channels)
        #expect(try RowDifference(layers, input, level).relative <= 1e-5, "\(input) \(follower)")
      }
    }
  }

  /// Pieces are of bfloat16, which keeps 8 bits: errors of 2⁻⁹ in both factors of two layers.
  @Test(arguments: [1, 2, 5], [1, 2, 13, 57, 130])
  func piecesOfHalvesAreCloseToFloats(height: Int, width: Int) throws {
    for channels in [16, 17, 64] {
      let input = [2, channels, height, width]
      let layers = model(input, .pointwise, pads: [1, 1, 1, 1], seed: channels)
      let found = try RowDifference(layers, input, VectorKernels.best.level, .bfloat16).relative
      #expect(found <= 2e-2, "\(input)")
      if VectorKernels.best.hasHalves { #expect(found > 1e-5, "nothing was rounded") }
    }
  }

  @Test(arguments: levels, [1, 2])
  func planesAreReadWithinTheirBorders(level: VectorKernels.Level, step: Int) throws {
    for side in [1, 2, 3, 5] {
      for (height, width) in [(1, 1), (1, 9), (2, 3), (5, 2), (5, 5), (6, 33), (17, 64)] {
        for channels in 1...4 {
          let before = Int64(side / 2)
          for pads in [[before, before, before, before], [0, before, before, 0], [0, 0, 0, 0]] {
            let input = [2, channels, height, width]
            var layers = LayerModel(input: input, seed: side)
            guard height + Int(pads[0] + pads[2]) >= side, width + Int(pads[1] + pads[3]) >= side
            else { continue }
            layers.convolve(filters: 17, side: side, step: step, pads: pads)
            #expect(
              try RowDifference(layers, input, level).relative <= 4e-6, "\(input) \(side) \(pads)")
          }
        }
      }
    }
  }
}
