import FaceInference
import TestSupport
import Testing

/// Convolutions, pools and what goes with them on rows of blocks, on every kind of processor that
/// this one is, against the plain loops in planes, which other tests compare with definitions.
@Suite struct RowKernelTests {
  private static let levels = RowDifference.levels
  private static let awkward = [1, 3, 16, 17, 33, 127]

  /// Sums of up to 1143 products in another order: rounding errors of 2⁻²⁴ each, seldom above
  /// their square root.
  private static let tolerance: Float = 4e-6

  @Test(arguments: levels, 0..<60)
  func aConvolutionEqualsThePlainOne(level: VectorKernels.Level, seed: Int) throws {
    var random = SeededRandom(seed: seed)
    let input = [
      random.pick([1, 1, 2]), random.pick(Self.awkward), random.pick(Self.awkward),
      random.pick(Self.awkward),
    ]
    var layers = LayerModel(input: input, seed: seed)
    let side = random.pick([1, 1, 3, 3, 5])
    let pads = (0..<4).map { _ in Int64(Int.random(in: 0...(side / 2), using: &random)) }
    guard input[2] >= side, input[3] >= side else { return }
    layers.convolve(
      filters: random.pick([nil, 1, 16, 17, 33, 48]), side: side, step: random.pick([1, 1, 2]),
      pads: pads)
    layers.activate(random.pick(["Relu", "PRelu", "LeakyRelu", "Identity"]))
    let difference = try RowDifference(layers, input, level)
    #expect(difference.hasRows)
    #expect(difference.relative <= Self.tolerance, "\(input) side \(side) seed \(seed)")
  }

  /// Winograd's transform multiplies by up to 8 and adds up 36 products: its errors are some ten
  /// times those of the plain sum (Lavin and Gray, 2016, section 4).
  @Test(arguments: levels, [(32, 48, 14, 14), (33, 32, 17, 31), (64, 64, 28, 7), (96, 33, 127, 5)])
  func aTransformedConvolutionEqualsThePlainOne(
    level: VectorKernels.Level, extents: (channels: Int, filters: Int, height: Int, width: Int)
  ) throws {
    for (batch, pads) in [(1, [1, 1, 1, 1]), (3, [0, 2, 1, 0])] as [(Int, [Int64])] {
      let input = [batch, extents.channels, extents.height, extents.width]
      var layers = LayerModel(input: input, seed: batch)
      layers.convolve(filters: extents.filters, side: 3)
      layers.skip { $0.convolve(filters: extents.filters, side: 3) }
      layers.activate("PRelu")
      layers.convolve(filters: extents.filters, side: 3, pads: pads)
      let difference = try RowDifference(layers, input, level)
      #expect(difference.relative <= 2e-5, "\(input) \(pads)")
    }
  }

  @Test(arguments: levels, 0..<30)
  func aPipelineEqualsItsStepsOneByOne(level: VectorKernels.Level, seed: Int) throws {
    var random = SeededRandom(seed: seed)
    let input = [
      random.pick([1, 2]), random.pick([1, 3, 4, 16]), random.pick([8, 17, 33, 40]),
      random.pick([8, 17, 33, 40]),
    ]
    var layers = LayerModel(input: input, seed: seed)
    layers.convolve(filters: random.pick([8, 16, 24]), side: 3, step: random.pick([1, 2]))
    for _ in 0..<8 {
      switch Int.random(in: 0..<9, using: &random) {
      case 0: layers.convolve(filters: random.pick([1, 16, 17, 40]), side: 1)
      case 1: layers.convolve(filters: nil, side: random.pick([3, 5]))
      case 2 where layers.shape[2] > 3 && layers.shape[3] > 3:
        layers.convolve(filters: nil, side: 3, step: 2)
      case 3: layers.convolve(filters: random.pick([16, 20]), side: 3)
      case 4 where layers.shape[2] > 3 && layers.shape[3] > 3: layers.pool()
      case 5 where layers.shape[2] < 30: layers.enlarge()
      case 6: layers.activate(random.pick(["Relu", "PRelu"]))
      case 7: layers.normalize()
      default:
        let filters = layers.shape[1]
        layers.skip { $0.convolve(filters: filters, side: 1) }
      }
    }
    let difference = try RowDifference(layers, input, level)
    #expect(difference.hasRows)
    #expect(difference.relative <= 1e-5, "seed \(seed)")
  }

  /// bfloat16 keeps 8 bits: errors of 2⁻⁹ in both factors, which average out over a sum.
  @Test(arguments: [1, 3], [16, 17, 64])
  func halvesAreCloseToFloats(side: Int, channels: Int) throws {
    let input = [2, channels, 17, 33]
    var layers = LayerModel(input: input, seed: side)
    layers.convolve(filters: 17, side: side)
    layers.convolve(filters: 33, side: side, step: 2)
    let level = VectorKernels.best.level
    let difference = try RowDifference(layers, input, level, .bfloat16)
    #expect(difference.relative <= 1e-2)
    if VectorKernels.best.hasHalves { #expect(difference.relative > 1e-5, "nothing was rounded") }
  }
}
