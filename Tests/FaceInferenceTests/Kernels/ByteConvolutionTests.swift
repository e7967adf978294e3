import FaceInference
import TestSupport
import Testing

/// Convolutions in bytes, on every kind of processor that this one is and that has them.
@Suite struct ByteConvolutionTests {
  private static let levels = RowDifference.levels.filter {
    VectorKernels($0)?.hasBytes == true
  }

  private func options(_ level: VectorKernels.Level) throws -> NetworkOptions {
    var options = NetworkOptions(precision: .int8)
    options.kernels = try #require(VectorKernels(level))
    return options
  }

  private func floats(_ weights: ONNXModel.Weights) throws -> [Float] {
    guard case .floats(let values) = weights.elements else {
      throw ModelError.unexpected(reason: "weights that are no floats")
    }
    return values
  }

  @Test(arguments: levels, 0..<40)
  func aConvolutionEqualsItsDefinitionToTheLastBit(
    level: VectorKernels.Level, seed: Int
  ) throws {
    var random = SeededRandom(seed: seed)
    let window = random.pick([[1, 1], [1, 1], [3, 3], [5, 5], [1, 3], [3, 1]])
    let dilation = random.pick([1, 1, 2])
    let (height, width) = (random.pick([9, 10, 13]), random.pick([9, 11, 14, 15, 33, 61, 250]))
    let input = [
      random.pick([1, 2]), random.pick([window == [1, 1] ? 32 : 16, 33, 47, 64, 130]), height,
      width,
    ]
    let filters = random.pick([32, 33, 49, 100])
    let step = random.pick([1, 1, 2])
    let pads = (0..<4).map { Int.random(in: 0...(window[$0 % 2] / 2), using: &random) }
    var layers = LayerModel(input: input, seed: seed)
    layers.convolve(
      filters: filters, window: window, dilation: dilation, step: step,
      pads: pads.map { Int64($0) })
    let model = layers.finished
    let x = Tensor(shape: input, values: random.floats(input.reduce(1, *)))
    let network = try Network(onnx: model.bytes, options(level))
    let found = try #require(network.run(["x": x], scratch: Scratch())["y"])

    let reference = ByteReference(
      weights: try floats(model.weights[0]), [filters, input[1]] + window,
      bias: try floats(model.weights[1]))
    let count = input[1] * height * width
    let expected = (0..<input[0]).flatMap { image in
      reference.convolve(
        Array(x.values[(image * count)..<((image + 1) * count)]), height: height, width: width,
        step: step, dilation: dilation, pads: pads)
    }
    #expect(
      found.values == expected,
      "\(input) window \(window) dilation \(dilation) step \(step) pads \(pads)")
  }

  /// A byte has 256 steps over a pixel's range, a weight 127: errors of 2⁻⁹ and 2⁻⁸ in the two factors,
  /// which average out over a sum.
  @Test(arguments: levels, [1, 3])
  func bytesAreCloseToFloats(level: VectorKernels.Level, side: Int) throws {
    for channels in [32, 37, 64] {
      let input = [2, channels, 17, 33]
      var layers = LayerModel(input: input, seed: side)
      layers.convolve(filters: 33, side: side)
      layers.skip { $0.convolve(filters: 33, side: side) }
      layers.activate("PRelu")
      layers.convolve(filters: 40, side: side, step: 2)
      let difference = try RowDifference(layers, input, level, .int8)
      #expect(difference.relative <= 2e-2)
      #expect(difference.relative > 1e-4, "nothing was rounded")
    }
  }

  /// What is made in strips and pieces, and read while it lies in the cache, is what it is by itself.
  ///
  /// Numbers are whole ones, as depthwise convolutions of two rows at once round others in their own way.
  @Test(arguments: levels, [(36, 5, 3), (64, 9, 57), (48, 8, 130), (150, 6, 61)])
  func piecesChangeNothing(
    level: VectorKernels.Level, extents: (channels: Int, height: Int, width: Int)
  ) throws {
    let input = [2, extents.channels, extents.height, extents.width]
    var layers = LayerModel(input: input, seed: extents.width)
    layers.convolve(filters: nil, side: 3)
    layers.activate("Relu")
    layers.convolve(filters: 40, side: 1)
    layers.convolve(filters: 35, side: 3, step: 2)
    layers.convolve(filters: 48, side: 1)
    var joined = layers.finished
    for index in joined.weights.indices {
      let values = try floats(joined.weights[index]).map { ($0 * 8).rounded() }
      joined.weights[index].elements = .floats(values)
    }
    var separate = joined
    // What the caller reads is made as a whole.
    separate.outputs = ["y"] + joined.nodes.dropLast().flatMap(\.outputs)
    var random = SeededRandom(seed: 5)
    let values = random.floats(input.reduce(1, *)).map { ($0 * 16).rounded() }
    let results = try [joined, separate].map { model in
      let x = Tensor(shape: input, values: values)
      let found = try Network(onnx: model.bytes, options(level)).run(["x": x], scratch: Scratch())
      return try #require(found["y"]).values
    }
    #expect(results[0] == results[1])
  }

  @Test(arguments: levels, [Float.nan, .infinity, -.infinity])
  func whatIsNotFiniteStaysAtItsPixel(level: VectorKernels.Level, value: Float) throws {
    let input = [1, 33, 2, 21]
    var layers = LayerModel(input: input, seed: 3)
    layers.convolve(filters: 35, side: 1)
    var random = SeededRandom(seed: 4)
    var values = random.floats(input.reduce(1, *))
    for channel in [0, 15, 16, 32] {
      let saved = values
      values[channel * 42 + 17] = value
      let x = Tensor(shape: input, values: values)
      let found = try Network(onnx: layers.finished.bytes, options(level))
        .run(["x": x], scratch: Scratch())
      let y = try #require(found["y"]).values
      for (index, result) in y.enumerated() {
        #expect(result.isNaN == (index % 42 == 17), "channel \(channel), \(index)")
        if result.isNaN != (index % 42 == 17) { return }
      }
      values = saved
    }
  }

  @Test func aProcessorWithoutBytesComputesWithFloats() throws {
    let input = [1, 32, 6, 6]
    var layers = LayerModel(input: input, seed: 1)
    layers.convolve(filters: 32, side: 1)
    for level in RowDifference.levels where VectorKernels(level)?.hasBytes == false {
      let difference = try RowDifference(layers, input, level, .int8)
      #expect(difference.relative <= 4e-6)
    }
  }
}
