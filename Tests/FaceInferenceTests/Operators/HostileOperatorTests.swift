import FaceInference
import TestSupport
import Testing

/// Attributes and known inputs of any value, for the operators that read lists of integers: each
/// model throws or runs.
@Suite struct HostileOperatorTests {
  private static let integers: [Int64] = [
    .min, .min + 1, -(1 << 62), -(1 << 40), -(1 << 31), -65537, -7, -1, 0, 1, 2, 5, 1 << 15,
    1 << 16, (1 << 31) - 1, 1 << 31, (1 << 32) + 1, 1 << 40, 1 << 62, .max - 1, .max,
  ]
  private static let shape: Shape = [1, 4, 6, 5]

  /// Loads, plans and runs one node on an input `x`; its other inputs are the lists.
  ///
  /// - Returns: Whether it ran.
  private func runs(
    _ operation: String, _ lists: [[Int64]] = [],
    _ attributes: [String: ONNXModel.Attribute] = [:], opset: Int64 = 18
  ) -> Bool {
    var model = ONNXModel(opset: opset)
    model.weights = lists.enumerated().map { index, list in
      .init(name: "k\(index)", extents: [Int64(list.count)], elements: .integers(list))
    }
    model.nodes = [
      .init(
        operation: operation, inputs: ["x"] + lists.indices.map { "k\($0)" },
        attributes: attributes)
    ]
    return DamagedModel.exercise(model.bytes, ["x": Self.shape])
  }

  @Test(arguments: integers)
  func slicesOfAnyKindAreRefusedOrRun(value: Int64) {
    for other in Self.integers {
      for axis in [0, 3, value] {
        _ = runs("Slice", [[value], [other], [axis], [1]])
        _ = runs("Slice", [[0], [other], [axis], [value]])
        _ = runs("Slice", [[other], [.min], [axis], [value]])
      }
    }
    #expect(!runs("Slice", [[0], [5], [3], [0]]))
    #expect(runs("Slice", [[.max], [.min], [3], [.min + 1]]))
  }

  @Test(arguments: integers)
  func bordersOfAnySizeAreRefusedOrRun(value: Int64) {
    for mode in ["constant", "edge", "reflect", "wrap"] {
      for place in 0..<8 {
        var pads: [Int64] = [0, 0, 0, 0, 0, 0, 0, 0]
        pads[place] = value
        let ran = runs("Pad", [pads], ["mode": .string(mode)])
        #expect(!ran || (-5...65536).contains(value), "\(mode) \(pads)")
        pads[(place + 4) % 8] = value
        _ = runs("Pad", [pads], ["mode": .string(mode)])
      }
      _ = runs("Pad", [[value], []], ["mode": .string(mode)])
    }
  }

  @Test(arguments: integers)
  func partsAndExtentsOfAnySizeAreRefusedOrRun(value: Int64) {
    for axis in [0, 1, value] {
      for parts in [[value], [value, value], [4], [4 &- value, value], []] {
        _ = runs("Split", [parts], ["axis": .integer(axis)])
        _ = runs("Split", [], ["axis": .integer(axis), "split": .integers(parts)], opset: 11)
      }
    }
    for target in [[value], [value, 1, 1, 1], [value, value, 1, 1, 1, 1], [1, value]] {
      _ = runs("Expand", [target])
      _ = runs("Gather", [target], ["axis": .integer(value)])
      _ = runs("ReduceMean", [target])
      _ = runs("ReduceSum", [target], ["noop_with_empty_axes": .integer(value)])
      var model = ONNXModel()
      model.weights = [
        .init(name: "k", extents: [Int64(target.count)], elements: .integers(target))
      ]
      model.nodes = [
        .init(operation: "ConstantOfShape", inputs: ["k"], outputs: ["c"]),
        .init(operation: "Add", inputs: ["x", "c"]),
      ]
      _ = DamagedModel.exercise(model.bytes, ["x": Self.shape])
    }
  }

  @Test(arguments: integers)
  func numbersOfAnySizeAreRefusedOrRun(value: Int64) {
    let number = ONNXModel.Attribute.integer(value)
    for mode in ["DCR", "CRD"] {
      let ran = runs("DepthToSpace", [], ["blocksize": number, "mode": .string(mode)])
      #expect(ran == (value == 1 || value == 2))
    }
    _ = runs("LRN", [], ["size": number])
    #expect(runs("LpNormalization", [], ["p": number]) == (value == 1 || value == 2))
    #expect(runs("LpNormalization", [], ["axis": number]) == (-4...3).contains(value))
    for (name, plain) in [("GlobalLpPool", [:]), ("LpPool", ["kernel_shape": [2, 2]])]
      as [(String, [String: [Int64]])]
    {
      var attributes = plain.mapValues { ONNXModel.Attribute.integers($0) }
      attributes["p"] = number
      #expect(runs(name, [], attributes) == (1...64).contains(value))
    }
  }

  @Test(arguments: integers)
  func transposedConvolutionsOfAnySizeAreRefusedOrRun(value: Int64) {
    var model = ONNXModel()
    let weights = [Float](repeating: 0.25, count: 4 * 2 * 3 * 3)
    model.weights = [.init(name: "w", extents: [4, 2, 3, 3], elements: .floats(weights))]
    let lists: [String: [[Int64]]] = [
      "strides": [[value, 1], [value, value]], "dilations": [[1, value], [value, value]],
      "output_padding": [[value, 0], [value, value]],
      "output_shape": [[value, 5], [1, 2, value, value]],
      "pads": [[value, 0, 0, 0], [0, 0, 0, value], [value, value, value, value]],
    ]
    for (name, values) in lists {
      for list in values {
        for mode in ["NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID"] {
          model.nodes = [
            .init(
              operation: "ConvTranspose", inputs: ["x", "w"],
              attributes: [
                name: .integers(list), "auto_pad": .string(mode), "group": .integer(1),
              ])
          ]
          _ = DamagedModel.exercise(model.bytes, ["x": Self.shape])
        }
      }
    }
    model.nodes = [
      .init(
        operation: "ConvTranspose", inputs: ["x", "w"], attributes: ["group": .integer(value)])
    ]
    let ran = DamagedModel.exercise(model.bytes, ["x": Self.shape])
    #expect(ran == [1, 2].contains(value))
  }

  @Test(arguments: integers)
  func resizesOfAnyKindAreRefusedOrRun(value: Int64) {
    for mode in ["nearest", "linear", "cubic"] {
      for policy in ["stretch", "not_larger", "not_smaller"] {
        for (sizes, axes) in [
          ([value, 5], [2, 3]), ([3, value], [3, 2]), ([value], [2]), ([3, 3], [value, 3]),
          ([value, value], [2, 3]),
        ] as [([Int64], [Int64])] {
          var model = ONNXModel(opset: 19)
          model.weights = [
            .init(name: "k", extents: [Int64(sizes.count)], elements: .integers(sizes))
          ]
          model.nodes = [
            .init(
              operation: "Resize", inputs: ["x", "", "", "k"],
              attributes: [
                "mode": .string(mode), "axes": .integers(axes),
                "keep_aspect_ratio_policy": .string(policy),
                "antialias": .integer(mode == "nearest" ? 0 : 1),
              ])
          ]
          _ = DamagedModel.exercise(model.bytes, ["x": Self.shape])
        }
      }
    }
  }
}
