import FaceInference
import TestSupport
import Testing

/// A network of everything that a convolution takes in, and the same network returning every value
/// in between, which forbids fusion.
///
/// ONNX Runtime computed both; OperatorConformanceTests compares.
@Suite struct FusionTests {
  /// Steps are not joined further into pipelines of rows, nor layouts changed.
  private static var inPlanes: NetworkOptions {
    var options = NetworkOptions()
    options.usesRows = false
    return options
  }

  @Test func normalizationAdditionAndActivationBecomeOneStepWithTheConvolution() throws {
    let golden = try Goldens.network("network_residual")
    let plan = try golden.network(Self.inPlanes).plan(for: golden.tensors.mapValues(\.shape))
    #expect(plan.steps.count == 5, "one for each convolution")
  }

  @Test func aValueThatTheCallerGetsIsNotFusedAway() throws {
    let golden = try Goldens.network("network_residual_unfused")
    let plan = try golden.network(Self.inPlanes).plan(for: golden.tensors.mapValues(\.shape))
    #expect(plan.steps.count == 15, "one for each node")
  }

  /// Sums in another order: a few times 2⁻²⁴ of values around 1.
  @Test func fusionChangesNoResult() throws {
    let fused = try Goldens.network("network_residual")
    let unfused = try Goldens.network("network_residual_unfused")
    let input = fused.tensors
    let one = try #require(fused.network().run(input, scratch: Scratch())["y"])
    let other = try #require(unfused.network().run(input, scratch: Scratch())["y"])
    #expect(excess(one.values, over: other.values, absolute: 2e-6, relative: 0) <= 0)
  }

  /// A convolution whose sum two nodes read, or that is added to itself, is left alone.
  @Test func whatTwoNodesReadIsNotFused() throws {
    var model = ONNXModel()
    model.weights = [.init(name: "w", extents: [1, 1, 1, 1], elements: .floats([2]))]
    model.nodes = [
      .init(operation: "Conv", inputs: ["x", "w"], outputs: ["c"]),
      .init(operation: "Add", inputs: ["c", "c"], outputs: ["s"]),
      .init(operation: "Relu", inputs: ["c"], outputs: ["r"]),
      .init(operation: "Add", inputs: ["r", "s"], outputs: ["y"]),
    ]
    let input = Tensor<Float>(shape: [1, 1, 1, 3], values: [-1, 0, 3])
    let output = try Network(onnx: model.bytes).run(["x": input], scratch: Scratch())["y"]
    #expect(output?.values == [-4, 0, 18])
  }

  /// The addition's other side comes later than the convolution: it cannot be read yet.
  @Test func aResidualThatIsComputedLaterIsNotFused() throws {
    var model = ONNXModel()
    model.weights = [.init(name: "w", extents: [1, 1, 1, 1], elements: .floats([2]))]
    model.nodes = [
      .init(operation: "Conv", inputs: ["x", "w"], outputs: ["c"]),
      .init(operation: "Relu", inputs: ["x"], outputs: ["r"]),
      .init(operation: "Add", inputs: ["c", "r"], outputs: ["y"]),
    ]
    let input = Tensor<Float>(shape: [1, 1, 1, 3], values: [-1, 0, 3])
    let output = try Network(onnx: model.bytes).run(["x": input], scratch: Scratch())["y"]
    #expect(output?.values == [-2, 0, 9])
  }

  /// A residual that broadcasts has another shape than the sum and stays a step of its own.
  @Test func aResidualOfAnotherShapeIsNotFused() throws {
    var model = ONNXModel()
    model.weights = [
      .init(name: "w", extents: [1, 1, 1, 1], elements: .floats([2])),
      .init(name: "b", extents: [2, 1, 1, 1], elements: .floats([10, 20])),
    ]
    model.nodes = [
      .init(operation: "Conv", inputs: ["x", "w"], outputs: ["c"]),
      .init(operation: "Add", inputs: ["b", "c"], outputs: ["y"]),
    ]
    let input = Tensor<Float>(shape: [1, 1, 1, 2], values: [1, 2])
    let output = try #require(
      try Network(onnx: model.bytes).run(["x": input], scratch: Scratch())["y"])
    #expect(output.shape == [2, 1, 1, 2])
    #expect(output.values == [12, 14, 22, 24])
  }
}
