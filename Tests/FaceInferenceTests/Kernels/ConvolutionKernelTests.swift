import FaceInference
import Testing

/// A convolution of random numbers, with what follows it.
private struct ConvolutionCase: CustomStringConvertible, Sendable {
  var geometry: ConvolutionGeometry
  var hasBias = true
  var hasResidual = false
  var hasSlopes = false
  var activation = Activation.none
  var seed: Int

  var description: String {
    "\(geometry) bias \(hasBias) residual \(hasResidual) slopes \(hasSlopes) \(activation) seed \(seed)"
  }

  /// How much a sum of `terms` products of numbers up to 1 may be off: its rounding errors are at
  /// most 2⁻²⁴ of partial sums that rarely exceed √terms; bias and residual add two more.
  var tolerance: Float {
    Float(geometry.channelsPerGroup * geometry.window.tapCount + 4) * 0x1p-23
  }

  var outputCount: Int { geometry.batch * geometry.filters * geometry.outputPlane }
}

private enum Family: String, CaseIterable {
  case general
  case pointwise
  case depthwise
}

@Suite struct ConvolutionKernelTests {
  private static let awkward = [1, 3, 16, 17, 127]
  private static let activations: [Activation] = [
    .none, .relu, .clip(least: -0.5, most: 0.75), .leakyRelu(slope: 0.125),
  ]

  @Test(arguments: Family.allCases, 0..<40)
  fileprivate func everyKernelComputesTheDefinition(family: Family, seed: Int) {
    var random = SeededRandom(seed: seed)
    expectReference(Self.randomCase(family, &random, seed))
  }

  /// More output pixels than one matrix product takes; the borders of tiles fall inside rows.
  @Test(arguments: [(16, 17, 3), (17, 3, 3), (127, 16, 1)])
  func tilesJoinWithoutASeam(channels: Int, filters: Int, extent: Int) {
    let axis = Window.Axis(
      extent: extent, step: 1, dilation: 1, before: extent / 2, after: extent / 2)
    let geometry = ConvolutionGeometry(
      batch: 1, channels: channels, height: 61, width: 67, filters: filters, groups: 1,
      window: Window(rows: axis, columns: axis))
    #expect(geometry.outputPlane > (1 << 18) / (channels * extent * extent + filters))
    expectReference(
      ConvolutionCase(geometry: geometry, hasResidual: true, activation: .relu, seed: channels))
  }

  /// The window of nearly all depthwise convolutions has a kernel of its own, whose vectors end
  /// differently at every width.
  @Test(arguments: Array(1...40) + [127, 128, 129], 1...3)
  func depthwiseWindowsOfThreeFitEveryWidth(width: Int, step: Int) {
    for (height, after) in [(1, 1), (2, 0), (3, 1), (6, 2), (17, 1)] {
      let columns = Window.Axis(extent: 3, step: step, dilation: 1, before: 1, after: after)
      let rows = Window.Axis(extent: 3, step: step, dilation: 1, before: 1, after: 1)
      let geometry = ConvolutionGeometry(
        batch: 2, channels: 3, height: height, width: width, filters: 3, groups: 3,
        window: Window(rows: rows, columns: columns))
      guard Self.fits(geometry) else { continue }
      expectReference(
        ConvolutionCase(
          geometry: geometry, hasResidual: width % 2 == 0, hasSlopes: width % 3 == 0,
          activation: .relu, seed: width))
    }
  }

  private static func randomCase(
    _ family: Family, _ random: inout SeededRandom, _ seed: Int
  ) -> ConvolutionCase {
    while true {
      let (groups, perGroup) = (random.pick([1, 1, 2, 3]), random.pick([1, 2, 3, 16, 17]))
      let channels = family == .depthwise ? random.pick([1, 3, 16, 17]) : groups * perGroup
      let filters = family == .depthwise ? channels : groups * random.pick([1, 3, 16, 17])
      let geometry = ConvolutionGeometry(
        batch: random.pick([1, 1, 2, 3]), channels: channels, height: random.pick(awkward),
        width: random.pick(awkward), filters: filters,
        groups: family == .depthwise ? channels : groups, window: window(family, &random))
      let products =
        geometry.batch * geometry.filters * geometry.channelsPerGroup * geometry.window.tapCount
        * max(1, geometry.outputHeight) * max(1, geometry.outputWidth)
      guard fits(geometry), products < 4_000_000, geometry.isDepthwise == (family == .depthwise)
      else { continue }
      return ConvolutionCase(
        geometry: geometry, hasBias: Bool.random(using: &random),
        hasResidual: Bool.random(using: &random), hasSlopes: random.pick([false, false, true]),
        activation: random.pick(activations), seed: seed)
    }
  }

  private static func window(_ family: Family, _ random: inout SeededRandom) -> Window {
    func axis() -> Window.Axis {
      guard family != .pointwise else {
        return Window.Axis(extent: 1, step: 1, dilation: 1, before: 0, after: 0)
      }
      return Window.Axis(
        extent: random.pick([1, 2, 3, 3, 3, 5, 7]), step: random.pick([1, 1, 2, 3]),
        dilation: random.pick([1, 1, 2, 3]), before: random.pick([0, 1, 1, 2, 4]),
        after: random.pick([0, 1, 1, 2, 3]))
    }
    return Window(rows: axis(), columns: axis())
  }

  /// Whether the window fits into the image and its border.
  private static func fits(_ g: ConvolutionGeometry) -> Bool {
    [(g.window.rows, g.height), (g.window.columns, g.width)].allSatisfy { axis, extent in
      extent + axis.before + axis.after >= (axis.extent - 1) * axis.dilation + 1
    }
  }

  private func expectReference(_ c: ConvolutionCase) {
    let g = c.geometry
    var random = SeededRandom(seed: 1000 + c.seed)
    let input = random.floats(g.batch * g.channels * g.inputPlane)
    let weights = random.floats(g.filters * g.channelsPerGroup * g.window.tapCount)
    let bias = random.floats(g.filters)
    let residual = random.floats(c.outputCount)
    let slopes = random.floats(g.filters)
    var expected = [Float](repeating: 0, count: c.outputCount)
    referenceConvolution(
      g, input: input, weights: weights, bias: c.hasBias ? bias : nil, output: &expected)
    for i in expected.indices {
      let slope = c.hasSlopes ? slopes[i / g.outputPlane % g.filters] : nil
      expected[i] = finished(expected[i] + (c.hasResidual ? residual[i] : 0), c.activation, slope)
    }
    let computed = residual.withUnsafeBufferPointer { residual in
      bias.withUnsafeBufferPointer { bias in
        slopes.withUnsafeBufferPointer { slopes in
          let epilogue = ConvolutionEpilogue(
            bias: c.hasBias ? bias.baseAddress : nil,
            residual: c.hasResidual ? residual.baseAddress : nil, activation: c.activation,
            slopes: c.hasSlopes ? slopes.baseAddress : nil)
          return run(c, input, weights, epilogue)
        }
      }
    }
    #expect(excess(computed, over: expected, absolute: c.tolerance, relative: 1e-6) <= 0, "\(c)")
  }

  private func finished(_ x: Float, _ activation: Activation, _ slope: Float?) -> Float {
    if let slope { return x >= 0 ? x : x * slope }
    return switch activation {
    case .none: x
    case .relu: x > 0 ? x : 0
    case .clip(let least, let most): x < least ? least : x > most ? most : x
    case .leakyRelu(let slope): x >= 0 ? x : x * slope
    }
  }

  /// Runs the fast kernel between guard values, which it must leave alone; those around the input
  /// are no numbers, and spoil what reads them.
  private func run(
    _ c: ConvolutionCase, _ input: [Float], _ weights: [Float], _ epilogue: ConvolutionEpilogue
  ) -> [Float] {
    let guardCount = 16
    let scratchCount = c.geometry.isDepthwise ? 0 : convolutionScratchCount(c.geometry)
    var output = [Float](repeating: 12345, count: c.outputCount + 2 * guardCount)
    var scratch = [Float](repeating: 12345, count: scratchCount + guardCount)
    let border = [Float](repeating: .nan, count: guardCount)
    (border + input + border).withUnsafeBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        scratch.withUnsafeMutableBufferPointer { scratch in
          guard let source = input.baseAddress.map({ $0 + guardCount }),
            let target = output.baseAddress.map({ $0 + guardCount }),
            let scratch = scratch.baseAddress
          else { return }
          if c.geometry.isDepthwise {
            convolveDepthwise(
              c.geometry, input: source, weights: weights, epilogue, output: target)
          } else {
            convolve(
              c.geometry, input: source, weights: weights, epilogue, output: target,
              scratch: scratch)
          }
        }
      }
    }
    let guards =
      output.prefix(guardCount) + output.suffix(guardCount) + scratch.suffix(guardCount)
    #expect(guards.allSatisfy { $0 == 12345 }, "wrote beyond its memory: \(c)")
    return Array(output.dropFirst(guardCount).dropLast(guardCount))
  }
}
