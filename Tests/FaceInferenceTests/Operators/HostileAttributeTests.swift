import FaceInference
import TestSupport
import Testing

/// Settings and extents that no exporter writes: they are refused while planning, never trapped on.
@Suite struct HostileAttributeTests {
  private static let integers: [Int64] = [
    .min, .min + 1, -(1 << 62), -(1 << 40), -(1 << 31), -3, -1, 0, 1, 2, 1 << 15, 1 << 16,
    (1 << 31) - 1, 1 << 31, (1 << 32) + 1, 1 << 40, 1 << 62, .max - 1, .max,
  ]
  private static let floats: [Float] = [
    .nan, .infinity, -.infinity, 0, -0.0, -1, .leastNonzeroMagnitude, 1e-30, 1e-3, 0.999, 1024,
    1025,
    1e9, 1e30, .greatestFiniteMagnitude,
  ]
  private static let shape: Shape = [1, 2, 6, 5]

  /// Plans a model, and runs it when it needs little.
  private func exercise(_ model: ONNXModel, _ shape: Shape = shape) throws {
    let network = try Network(onnx: model.bytes)
    let plan = try network.plan(for: ["x": shape])
    guard plan.arenaCount + plan.scratchCount < 1 << 22 else { return }
    let input = Tensor(shape: shape, values: [Float](repeating: 0.5, count: shape.elementCount))
    _ = try network.run(["x": input], scratch: Scratch())
  }

  /// Whether a model is refused; one that is not must run.
  private func isRefused(_ model: ONNXModel) -> Bool {
    do {
      try exercise(model)
      return false
    } catch {
      return error is ModelError
    }
  }

  private func convolution(_ attributes: [String: ONNXModel.Attribute]) -> ONNXModel {
    var model = ONNXModel()
    let weights = [Float](repeating: 0.25, count: 2 * 2 * 3 * 3)
    model.weights = [.init(name: "w", extents: [2, 2, 3, 3], elements: .floats(weights))]
    model.nodes = [
      .init(operation: "Conv", inputs: ["x", "w"], outputs: ["c"], attributes: attributes),
      .init(operation: "Relu", inputs: ["c"]),
    ]
    return model
  }

  private func pool(_ attributes: [String: ONNXModel.Attribute]) -> ONNXModel {
    var model = ONNXModel()
    var all: [String: ONNXModel.Attribute] = ["kernel_shape": .integers([2, 2])]
    all.merge(attributes) { $1 }
    model.nodes = [.init(operation: "MaxPool", attributes: all)]
    return model
  }

  @Test(arguments: integers)
  func windowsOfAnySizeAreRefusedOrRun(value: Int64) {
    for make in [convolution, pool] {
      for (name, plain) in [("strides", 1), ("dilations", 1), ("kernel_shape", 2)]
        as [(String, Int64)]
      {
        for values in [[value, plain], [plain, value], [value, value], [value], [value, 1, 1]] {
          let refused = isRefused(make([name: .integers(values)]))
          let isOurs = name != "kernel_shape" || make([:]).nodes[0].operation == "MaxPool"
          #expect(refused || value > 0 || !isOurs, "\(name) \(values)")
        }
      }
      for place in 0..<4 {
        var pads: [Int64] = [0, 0, 0, 0]
        pads[place] = value
        let refused = isRefused(make(["pads": .integers(pads)]))
        #expect(refused || (0...(1 << 15)).contains(value), "pads \(pads)")
      }
      _ = isRefused(make(["pads": .integers([value, value, value, value])]))
      _ = isRefused(make(["auto_pad": .string("SAME_UPPER"), "strides": .integers([value, 1])]))
      _ = isRefused(
        make([
          "strides": .integers([value, value]), "dilations": .integers([value, value]),
          "pads": .integers([value, value, value, value]),
        ]))
    }
    #expect(isRefused(convolution(["group": .integer(value)])) || value == 1)
  }

  /// One node with an axis of any value; the rank is 4.
  @Test(arguments: integers, ["Softmax", "Concat", "Flatten"])
  func axesOutsideTheShapeAreRefused(value: Int64, operation: String) {
    for opset in [9, 13] as [Int64] {
      var model = ONNXModel(opset: opset)
      model.nodes = [
        .init(
          operation: operation, inputs: operation == "Concat" ? ["x", "x"] : ["x"],
          attributes: ["axis": .integer(value)])
      ]
      #expect(isRefused(model) != (-4..<4).contains(value), "\(value)")
    }
  }

  @Test(arguments: integers)
  func listsOfAxesAreRefusedOrRun(value: Int64) {
    for operation in ["Squeeze", "Unsqueeze"] {
      for axes in [[value], [0, value], [value, value], [0, 1, value]] {
        var old = ONNXModel(opset: 11)
        old.nodes = [.init(operation: operation, attributes: ["axes": .integers(axes)])]
        var new = ONNXModel()
        new.weights = [.init(name: "a", extents: [Int64(axes.count)], elements: .integers(axes))]
        new.nodes = [.init(operation: operation, inputs: ["x", "a"])]
        #expect(isRefused(old) == isRefused(new))
        #expect(isRefused(old) || (-7..<7).contains(value), "\(operation) \(axes)")
      }
    }
    var transposed = ONNXModel()
    transposed.nodes = [
      .init(operation: "Transpose", attributes: ["perm": .integers([0, value, 2, 3])])
    ]
    #expect(isRefused(transposed) == (value != 1))
  }

  /// Numbers that a model computes shapes with.
  @Test(arguments: integers)
  func computedShapesAreRefusedOrRun(value: Int64) {
    func constants(_ values: [[Int64]]) -> [ONNXModel.Weights] {
      values.enumerated().map { index, values in
        .init(name: "k\(index)", extents: [Int64(values.count)], elements: .integers(values))
      }
    }
    var reshape = ONNXModel()
    reshape.nodes = [.init(operation: "Reshape", inputs: ["x", "k0"])]
    for target in [[value], [value, -1], [-1, value], [value, value], [0, 0, value, -1, value]] {
      for allowsZero in [0, 1] as [Int64] {
        reshape.weights = constants([target])
        reshape.nodes[0].attributes = ["allowzero": .integer(allowsZero)]
        #expect(isRefused(reshape) || value < 61, "\(target)")
      }
    }
    var gather = ONNXModel()
    gather.weights = constants([[value], [-1]])
    gather.nodes = [
      .init(operation: "Shape", outputs: ["s"]),
      .init(operation: "Gather", inputs: ["s", "k0"], outputs: ["g"]),
      .init(
        operation: "Concat", inputs: ["g", "k1"], outputs: ["t"], attributes: ["axis": .integer(0)]),
      .init(operation: "Reshape", inputs: ["x", "t"]),
    ]
    #expect(isRefused(gather) != (-4..<4).contains(value))
    gather.nodes[1] = .init(operation: "Slice", inputs: ["s", "k0", "k2"], outputs: ["g"])
    for end in Self.integers {
      gather.weights = constants([[value], [-1], [end]])
      _ = isRefused(gather)
    }
    for operation in ["Add", "Sub", "Mul", "Div"] {
      for other in Self.integers {
        gather.weights = constants([[value], [-1], [other]])
        gather.nodes[1] = .init(operation: operation, inputs: ["k0", "k2"], outputs: ["g"])
        _ = isRefused(gather)
      }
    }
    for (start, end) in [(value, Int64.max), (0, value), (value, value), (.min, value)] {
      gather.nodes = [
        .init(
          operation: "Shape", outputs: ["t"],
          attributes: ["start": .integer(start), "end": .integer(end)]),
        .init(operation: "Reshape", inputs: ["x", "t"]),
      ]
      _ = isRefused(gather)
    }
  }

  @Test(arguments: integers)
  func sizesOfAnyKindAreRefusedOrRun(value: Int64) {
    var resize = ONNXModel()
    resize.nodes = [.init(operation: "Resize", inputs: ["x", "", "", "k"])]
    for sizes in [
      [1, 2, value, 5], [1, 2, 6, value], [1, value, 6, 5], [value, value, value, value], [value],
    ] {
      resize.weights = [.init(name: "k", extents: [Int64(sizes.count)], elements: .integers(sizes))]
      #expect(isRefused(resize) || (1...(1 << 16)).contains(value), "\(sizes)")
    }
  }

  @Test(arguments: floats)
  func scalesOfAnyKindAreRefusedOrRun(value: Float) {
    for transformation in ["half_pixel", "asymmetric", "align_corners", "pytorch_half_pixel"] {
      for rounding in ["floor", "ceil", "round_prefer_floor", "round_prefer_ceil"] {
        for scales in [
          [1, 1, value, 1], [1, 1, 1, value], [value, 1, 1, 1], [1, 1, value, value],
        ] {
          var resize = ONNXModel()
          resize.nodes = [
            .init(
              operation: "Resize", inputs: ["x", "", "k"],
              attributes: [
                "coordinate_transformation_mode": .string(transformation),
                "nearest_mode": .string(rounding),
              ])
          ]
          resize.weights = [.init(name: "k", extents: [4], elements: .floats(scales))]
          #expect(isRefused(resize) || (0.1...1024).contains(value), "\(scales)")
        }
      }
    }
  }

  @Test(arguments: floats)
  func numbersOfAnyKindRun(value: Float) throws {
    var model = ONNXModel()
    model.weights = [
      .init(name: "k", extents: [], elements: .floats([value])),
      .init(name: "c", extents: [2], elements: .floats([value, value])),
    ]
    let nodes: [ONNXModel.Node] = [
      .init(operation: "Clip", inputs: ["x", "k", ""]),
      .init(operation: "Clip", inputs: ["x", "k", "k"]),
      .init(operation: "LeakyRelu", attributes: ["alpha": .float(value)]),
      .init(operation: "Div", inputs: ["x", "k"]), .init(operation: "PRelu", inputs: ["x", "k"]),
      .init(
        operation: "BatchNormalization", inputs: ["x", "c", "c", "c", "c"],
        attributes: ["epsilon": .float(value)]),
    ]
    for node in nodes {
      model.nodes = [node]
      try exercise(model)
    }
  }

  /// Meanings that the engine does not have, though every number fits: computing without them would
  /// give something else.
  @Test func settingsThatChangeTheMeaningAreRefused() {
    var resize = ONNXModel(opset: 19)
    resize.weights = [.init(name: "k", extents: [4], elements: .integers([1, 2, 12, 10]))]
    let settings: [[String: ONNXModel.Attribute]] = [
      ["axes": .integers([0, 1, 3])], ["keep_aspect_ratio_policy": .string("larger")],
      ["coordinate_transformation_mode": .string("half_pixel_asymmetric")],
      ["mode": .string("quadratic")], ["nearest_mode": .string("sideways")],
      ["antialias": .integer(1)],
    ]
    for attributes in [[:]] + settings {
      resize.nodes = [
        .init(operation: "Resize", inputs: ["x", "", "", "k"], attributes: attributes)
      ]
      #expect(isRefused(resize) != attributes.isEmpty, "\(attributes)")
    }
    var normalization = ONNXModel(opset: 15)
    normalization.weights = [.init(name: "c", extents: [2], elements: .floats([1, 2]))]
    for mode in [0, 1] as [Int64] {
      normalization.nodes = [
        .init(
          operation: "BatchNormalization", inputs: ["x", "c", "c", "c", "c"],
          attributes: ["training_mode": .integer(mode)])
      ]
      #expect(isRefused(normalization) == (mode == 1))
    }
  }

  /// Two slopes for two images are not two slopes for two channels.
  @Test func slopesOfAnotherDimensionThanChannelsAreRefused() {
    for (extents, fits) in [
      ([2, 1, 1], true), ([1, 2, 1, 1], true), ([1, 1, 1], true), ([], true), ([2], false),
      ([1, 2, 1], false), ([2, 1, 1, 1], false), ([2, 1], false), ([3, 1, 1], false),
    ] as [([Int64], Bool)] {
      let count = extents.reduce(1, *)
      let slopes = [Float](repeating: 0.5, count: Int(count))
      var model = ONNXModel()
      model.weights = [.init(name: "s", extents: extents, elements: .floats(slopes))]
      model.nodes = [.init(operation: "PRelu", inputs: ["x", "s"])]
      #expect(isRefused(model) != fits, "\(extents)")
    }
  }

  /// Empty weights have no elements to multiply.
  @Test func weightsWithoutElementsAreRefused() {
    for extents in [[0, 2, 3, 3], [2, 0, 3, 3], [2, 2, 0, 3], [0, 0, 0, 0], [0], []] as [[Int64]] {
      let elements = ONNXModel.Weights.Elements.floats(extents.isEmpty ? [1] : [])
      var model = convolution([:])
      model.weights = [.init(name: "w", extents: extents, elements: elements)]
      #expect(isRefused(model), "Conv \(extents)")
      model.nodes = [
        .init(operation: "Flatten", outputs: ["f"]),
        .init(operation: "Gemm", inputs: ["f", "w"]),
      ]
      #expect(isRefused(model), "Gemm \(extents)")
    }
    for (a, b) in [([3, 0], [0, 4]), ([0, 3], [3, 4]), ([4, 3], [3, 0])] as [([Int64], [Int64])] {
      var model = ONNXModel()
      model.weights = [("a", a), ("b", b)].map { name, extents in
        let values = [Float](repeating: 1, count: Int(extents.reduce(1, *)))
        return .init(name: name, extents: extents, elements: .floats(values))
      }
      model.nodes = [.init(operation: "Gemm", inputs: ["a", "b"])]
      #expect(isRefused(model), "Gemm \(a) \(b)")
    }
  }

  /// Extents without elements are free: no loop may run over them.
  @Test func hugeExtentsWithoutElementsCostNothing() {
    for extents in [[(1 << 31) - 1, 0], [0, (1 << 31) - 1], [1 << 20, 1 << 10, 0]] as [[Int64]] {
      var model = ONNXModel()
      model.weights = [.init(name: "w", extents: extents, elements: .floats([]))]
      for operation in ["Transpose", "Relu", "Softmax", "Sigmoid", "LeakyRelu"] {
        model.nodes = [.init(operation: operation, inputs: ["w"])]
        #expect(isRefused(model), "\(operation) \(extents)")
      }
      model.nodes = [.init(operation: "Add", inputs: ["w", "w"])]
      #expect(isRefused(model))
    }
  }
}
