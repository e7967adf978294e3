import FaceInference
import TestSupport
import Testing

/// Models whose layout in blocks takes care: each gives what the plain loops give.
@Suite struct RowLoweringTests {
  @Test func aReshapedImageIsNotReadAsItWas() throws {
    var model = ONNXModel()
    let first = convolution(&model, "a", "x", [32, 3, 3, 3], pads: [1, 1, 1, 1])
    let shape = model.addIntegers("shape", [1, 16, 16, 8])
    model.nodes.append(
      .init(operation: "Reshape", inputs: [first, shape], outputs: ["reshaped"]))
    let second = convolution(&model, "b", "reshaped", [20, 16, 3, 3], pads: [1, 1, 1, 1])
    model.nodes.append(.init(operation: "Relu", inputs: [second]))
    try expectPlainResult(model, [1, 3, 8, 8])
  }

  @Test func aReshapedImageIsAddedAsItIs() throws {
    var model = ONNXModel()
    let first = convolution(&model, "a", "x", [32, 3, 1, 1])
    let shape = model.addIntegers("shape", [1, 16, 16, 8])
    model.nodes.append(
      .init(operation: "Reshape", inputs: [first, shape], outputs: ["reshaped"]))
    let second = convolution(&model, "b", "reshaped", [16, 16, 1, 1])
    model.nodes.append(.init(operation: "Add", inputs: [second, "reshaped"]))
    try expectPlainResult(model, [1, 3, 8, 8])
  }

  /// The same numbers serve as filters of two shapes, so that they are packed in two ways.
  @Test(arguments: [([48, 40, 3, 3], [40, 48, 3, 3], 1), ([16, 1, 3, 3], [9, 1, 4, 4], 16)])
  func weightsOfTwoShapesArePackedTwice(first: [Int], second: [Int], groups: Int) throws {
    var model = ONNXModel(
      inputs: [
        ("x", [1, Int64(first[1] * groups), 12, 12]),
        ("z", [1, Int64(groups == 1 ? second[1] : second[0]), 12, 12]),
      ], outputs: ["y", "w"])
    let one = model.addWeights("one", first)
    let shape = model.addIntegers("shape", second.map { Int64($0) })
    model.nodes.append(.init(operation: "Reshape", inputs: [one, shape], outputs: ["other"]))
    for (input, filters, output, count) in [
      ("x", one, "y", first[0]), ("z", "other", "w", second[0]),
    ] {
      model.nodes.append(
        .init(
          operation: "Conv", inputs: [input, filters], outputs: [output],
          attributes: ["group": .integer(Int64(groups == 1 ? 1 : count))]))
    }
    let sides = (first[1] * groups, groups == 1 ? second[1] : second[0])
    try expectPlainResult(model, ["x": [1, sides.0, 12, 12], "z": [1, sides.1, 12, 12]])
  }

  @Test(arguments: [[20, 3, 3, 3], [40, 36, 3, 3]])
  func aBiasThatIsComputedCounts(filters: [Int]) throws {
    var model = ONNXModel()
    let (one, other) = (
      model.addWeights("one", [filters[0]]), model.addWeights("other", [filters[0]])
    )
    model.nodes.append(.init(operation: "Add", inputs: [one, other], outputs: ["bias"]))
    let bank = model.addWeights("w", filters)
    model.nodes.append(.init(operation: "Conv", inputs: ["x", bank, "bias"]))
    try expectPlainResult(model, [1, filters[1], 12, 12])
  }

  @Test(arguments: [(1, 2, 1), (4, 10, 5)])
  func aWindowMayJumpOverTheImage(height: Int, dilation: Int64, pad: Int64) throws {
    var model = ONNXModel()
    let image = convolution(&model, "a", "x", [16, 3, 1, 1])
    model.nodes.append(
      .init(
        operation: "MaxPool", inputs: [image],
        attributes: [
          "kernel_shape": .integers([2, 1]), "dilations": .integers([dilation, 1]),
          "pads": .integers([pad, 0, pad, 0]),
        ]))
    try expectPlainResult(model, [1, 3, height, 5])
  }

  @Test func mergedHeadsComeBeforeAllThatReadThem() throws {
    var model = ONNXModel(outputs: ["y1", "y0"])
    let heads = [0, 1].map { convolution(&model, "c\($0)", "x", [2, 20, 1, 1]) }
    for head in [1, 0] {
      let bank = model.addWeights("d\(head)", [2, 1, 3, 3])
      model.nodes.append(
        .init(
          operation: "Conv", inputs: [heads[head], bank],
          outputs: ["z\(head)"],
          attributes: ["group": .integer(2), "pads": .integers([1, 1, 1, 1])]))
      model.nodes.append(
        .init(operation: "Sigmoid", inputs: ["z\(head)"], outputs: ["y\(head)"]))
    }
    try expectPlainResult(model, [1, 20, 9, 7])
  }

  @Test func aLongChainDoesNotNestWithoutBound() throws {
    var model = ONNXModel()
    var value = convolution(&model, "a", "x", [16, 3, 1, 1])
    for step in 0..<2000 {
      model.nodes.append(
        .init(operation: "Sigmoid", inputs: [value], outputs: ["s\(step)"]))
      value = "s\(step)"
    }
    model.nodes.append(.init(operation: "Relu", inputs: [value]))
    try expectPlainResult(model, [1, 3, 1, 1])
  }

  private func expectPlainResult(_ model: ONNXModel, _ shape: Shape) throws {
    try expectPlainResult(model, ["x": shape])
  }

  private func expectPlainResult(_ model: ONNXModel, _ shapes: [String: Shape]) throws {
    var random = SeededRandom(seed: 41)
    var tensors: [String: Tensor<Float>] = [:]
    for (name, shape) in shapes.sorted(by: { $0.key < $1.key }) {
      tensors[name] = Tensor(shape: shape, values: random.floats(shape.reduce(1, *)))
    }
    var plain = NetworkOptions()
    plain.usesRows = false
    let expected = try Network(onnx: model.bytes, plain).run(tensors, scratch: Scratch())
    let found = try Network(onnx: model.bytes).run(tensors, scratch: Scratch())
    #expect(Set(found.keys) == Set(model.outputs))
    for (name, wanted) in expected {
      let got = try #require(found[name])
      #expect(got.shape == wanted.shape)
      #expect(got.values.count == wanted.values.count)
      // Sums of some hundred products in another order, or transformed.
      for (a, b) in zip(got.values, wanted.values) {
        #expect(a == b || abs(a - b) <= 1e-3 * max(1, abs(b)), "\(name)")
        if a != b, !(abs(a - b) <= 1e-3 * max(1, abs(b))) { return }
      }
    }
  }

  private func convolution(
    _ model: inout ONNXModel, _ name: String, _ input: String, _ filters: [Int],
    pads: [Int64] = [0, 0, 0, 0]
  ) -> String {
    let inputs = [
      input, model.addWeights("\(name)w", filters), model.addWeights("\(name)b", [filters[0]]),
    ]
    model.nodes.append(
      .init(
        operation: "Conv", inputs: inputs, outputs: ["\(name)y"],
        attributes: ["pads": .integers(pads)]))
    return "\(name)y"
  }
}
