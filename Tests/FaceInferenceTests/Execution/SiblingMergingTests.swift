import FaceInference
import TestSupport
import Testing

/// Heads of a detector: narrow convolutions of one value, each with a depthwise one after it.
@Suite struct SiblingMergingTests {
  private static let filters: [Int] = [1, 4, 10, 3]

  /// A model of some of the heads, whose weights are the same in each model.
  private static func model(_ heads: [Int], opset: Int64) -> ONNXModel {
    var model = ONNXModel(opset: opset, outputs: heads.map { "y\($0)" })
    for head in heads {
      let count = filters[head]
      var random = SeededRandom(seed: head)
      func add(_ name: String, _ extents: [Int]) -> String {
        model.weights.append(
          .init(
            name: name, extents: extents.map { Int64($0) },
            elements: .floats(random.floats(extents.reduce(1, *)))))
        return name
      }
      let inputs = ["x", add("w\(head)", [count, 20, 1, 1]), add("b\(head)", [count])]
      model.nodes.append(.init(operation: "Conv", inputs: inputs, outputs: ["c\(head)"]))
      model.nodes.append(
        .init(
          operation: "Conv", inputs: ["c\(head)", add("d\(head)", [count, 1, 3, 3])],
          outputs: ["y\(head)"],
          attributes: ["group": .integer(Int64(count)), "pads": .integers([1, 1, 1, 1])]))
    }
    return model
  }

  @Test(arguments: [11, 13] as [Int64])
  func headsAreTheSameTogetherAndAlone(opset: Int64) throws {
    let shape = [2, 20, 9, 7]
    var random = SeededRandom(seed: 5)
    let x = Tensor(shape: shape, values: random.floats(shape.reduce(1, *)))
    let heads = Array(Self.filters.indices)
    let together = try Network(onnx: Self.model(heads, opset: opset).bytes)
      .run(["x": x], scratch: Scratch())
    for head in heads {
      let alone = try Network(onnx: Self.model([head], opset: opset).bytes)
        .run(["x": x], scratch: Scratch())
      let (one, other) = (
        try #require(together["y\(head)"]), try #require(alone["y\(head)"])
      )
      #expect(one.shape == other.shape)
      // The same sums, of other vectors.
      #expect(excess(one.values, over: other.values, absolute: 1e-5, relative: 0) <= 0)
    }
  }

  @Test func headsThatFitIntoABlockTakeTheStepsOfOne() throws {
    let shape = [1, 20, 9, 7]
    let one = try Network(onnx: Self.model([0], opset: 13).bytes).plan(for: ["x": shape])
    let three = try Network(onnx: Self.model([0, 1, 2], opset: 13).bytes).plan(for: ["x": shape])
    #expect(three.steps.count == one.steps.count + 1, "a split")
  }
}
