import FaceInference
import TestSupport
import Testing

/// Transposed convolutions against their definition, at sizes that are multiplied in several tiles.
@Suite struct TransposedConvolutionTests {
  private struct Sizes {
    var channels = 6
    var filters = 8
    var groups = 2
    var height = 37
    var width = 29
    var steps = [2, 3]
    var dilations = [2, 1]
    /// Top, left, bottom, right.
    var pads = [1, 0, 2, 3]
    var rows = 3
    var columns = 17

    var outputHeight: Int {
      steps[0] * (height - 1) + (rows - 1) * dilations[0] + 1 - pads[0] - pads[2]
    }
    var outputWidth: Int {
      steps[1] * (width - 1) + (columns - 1) * dilations[1] + 1 - pads[1] - pads[3]
    }
  }

  /// Sums of some tens of products around 1, in another order: a few times 2⁻²⁴ of them.
  @Test(arguments: [1, 2, 37])
  func tilesGiveWhatTheDefinitionSays(height: Int) throws {
    let s = Sizes(height: height)
    guard s.outputHeight > 0 else { return }
    var random = SeededRandom(seed: height)
    let input = random.floats(2 * s.channels * s.height * s.width)
    let perGroup = s.filters / s.groups
    let weights = random.floats(s.channels * perGroup * s.rows * s.columns)
    let x = Tensor(shape: [2, s.channels, s.height, s.width], values: input)
    let network = try Network(onnx: model(s, weights).bytes)
    let y = try #require(try network.run(["x": x], scratch: Scratch())["y"])
    #expect(y.shape == [2, s.filters, s.outputHeight, s.outputWidth])
    let expected = definition(s, input, weights)
    #expect(excess(y.values, over: expected, absolute: 1e-4, relative: 0) <= 0)
  }

  private func model(_ s: Sizes, _ weights: [Float]) -> ONNXModel {
    func list(_ values: [Int]) -> ONNXModel.Attribute { .integers(values.map { Int64($0) }) }
    let extents = [s.channels, s.filters / s.groups, s.rows, s.columns].map { Int64($0) }
    var model = ONNXModel()
    model.weights = [.init(name: "w", extents: extents, elements: .floats(weights))]
    let attributes: [String: ONNXModel.Attribute] = [
      "group": .integer(Int64(s.groups)), "strides": list(s.steps),
      "dilations": list(s.dilations), "pads": list(s.pads),
    ]
    model.nodes = [
      .init(operation: "ConvTranspose", inputs: ["x", "w"], attributes: attributes)
    ]
    return model
  }

  /// Every input pixel adds its multiple of the window to the output.
  private func definition(_ s: Sizes, _ input: [Float], _ weights: [Float]) -> [Float] {
    let perGroup = s.filters / s.groups
    var output = [Float](repeating: 0, count: 2 * s.filters * s.outputHeight * s.outputWidth)
    for index in input.indices {
      let (x, y) = (index % s.width, index / s.width % s.height)
      let plane = index / (s.width * s.height)
      let (channel, image) = (plane % s.channels, plane / s.channels)
      let group = channel / (s.channels / s.groups)
      for tap in 0..<(perGroup * s.rows * s.columns) {
        let (j, i) = (tap % s.columns, tap / s.columns % s.rows)
        let filter = group * perGroup + tap / (s.columns * s.rows)
        let row = y * s.steps[0] + i * s.dilations[0] - s.pads[0]
        let column = x * s.steps[1] + j * s.dilations[1] - s.pads[1]
        guard (0..<s.outputHeight).contains(row), (0..<s.outputWidth).contains(column) else {
          continue
        }
        output[((image * s.filters + filter) * s.outputHeight + row) * s.outputWidth + column] +=
          input[index] * weights[channel * perGroup * s.rows * s.columns + tap]
      }
    }
    return output
  }
}
