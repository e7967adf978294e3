import FaceInference
import TestSupport
import Testing

/// Weights stored as float16 and cast to float32 in the graph, as photosort's training exports them.
@Suite struct HalfWeightsTests {
  /// An ONNX initializer of float16 in raw bytes; all values here are exact in it.
  private func half(_ name: String, _ extents: [Int64], _ values: [Float]) -> ONNXModel.Weights {
    var fields = ProtoMessage()
    fields.add(9, values.flatMap { ProtoMessage.littleEndian(Float16($0).bitPattern) })
    return .init(name: name, extents: extents, elements: .raw(type: 10, fields: fields))
  }

  private let weights: [(name: String, extents: [Int64], values: [Float])] = [
    ("w", [2, 1, 1, 1], [0.5, -2]), ("b", [2], [1, 0.25]), ("scale", [2], [2, 0.5]),
    ("shift", [2], [0.125, -1]), ("mean", [2], [1, -0.5]), ("variance", [2], [4, 0.25]),
    ("slope", [2, 1, 1], [0.5, 0.25]),
  ]

  /// A convolution with normalization and activation; weights in float32, or half and cast.
  private func model(isHalf: Bool) -> ONNXModel {
    var model = ONNXModel(opset: 17, inputs: [("x", [nil, 1, 2, 3])])
    for weight in weights {
      if isHalf {
        model.weights.append(half(weight.name + "16", weight.extents, weight.values))
        model.nodes.append(
          .init(
            operation: "Cast", inputs: [weight.name + "16"], outputs: [weight.name],
            attributes: ["to": .integer(1)]))
      } else {
        model.weights.append(
          .init(name: weight.name, extents: weight.extents, elements: .floats(weight.values)))
      }
    }
    model.nodes += [
      .init(operation: "Conv", inputs: ["x", "w", "b"], outputs: ["c"]),
      .init(
        operation: "BatchNormalization", inputs: ["c", "scale", "shift", "mean", "variance"],
        outputs: ["n"]),
      .init(operation: "PRelu", inputs: ["n", "slope"], outputs: ["y"]),
    ]
    return model
  }

  @Test func castWeightsAreWeights() throws {
    let input = Tensor<Float>(shape: [1, 1, 2, 3], values: [-3, -1, 0, 0.5, 2, 7])
    let plain = try Network(onnx: model(isHalf: false).bytes)
    let cast = try Network(onnx: model(isHalf: true).bytes)
    let expected = try plain.run(["x": input], scratch: Scratch())["y"]
    #expect(expected?.values.isEmpty == false)
    #expect(try cast.run(["x": input], scratch: Scratch())["y"] == expected)
    // Folded and fused as if they had never been halves.
    #expect(try cast.plan(for: ["x": [1, 1, 2, 3]]).steps.count == 1)
  }

  @Test func castWeightsMayBeAnOutput() throws {
    var model = ONNXModel(opset: 17, outputs: ["y", "w"])
    model.weights = [half("w16", [2], [0.5, -2])]
    model.nodes = [
      .init(
        operation: "Cast", inputs: ["w16"], outputs: ["w"], attributes: ["to": .integer(1)]),
      .init(operation: "Relu"),
    ]
    let input = Tensor<Float>(shape: [1, 1, 1, 1], values: [3])
    let outputs = try Network(onnx: model.bytes).run(["x": input], scratch: Scratch())
    #expect(outputs["w"]?.values == [0.5, -2])
  }
}
