import FaceInference
import TestSupport
import Testing

/// How far a network on rows of blocks is from the same network by the plain loops in planes.
struct RowDifference {
  /// The kernels that this processor can run.
  static let levels = VectorKernels.Level.allCases.filter { VectorKernels($0) != nil }

  /// The largest difference, relative to the largest value.
  let relative: Float
  /// Whether the network ran on rows at all.
  let hasRows: Bool

  /// Runs a network both ways on random numbers.
  init(
    _ layers: LayerModel, _ input: Shape, _ level: VectorKernels.Level,
    _ precision: Precision = .float32
  ) throws {
    var random = SeededRandom(seed: 99)
    let x = Tensor(shape: input, values: random.floats(input.reduce(1, *)))
    var plain = NetworkOptions()
    plain.usesRows = false
    var rows = NetworkOptions(precision: precision)
    rows.kernels = try #require(VectorKernels(level))
    let bytes = layers.finished.bytes
    let expected = try Network(onnx: bytes, plain).run(["x": x], scratch: Scratch())["y"]
    let network = try Network(onnx: bytes, rows)
    let computed = try network.run(["x": x], scratch: Scratch())["y"]
    let wanted = try #require(expected).values
    let got = try #require(computed).values
    #expect(got.count == wanted.count)
    let scale = wanted.map { abs($0) }.max() ?? 0
    relative = excess(got, over: wanted, absolute: 0, relative: 0) / max(scale, 1e-6)
    hasRows = try network.plan(for: ["x": input]).hasRows
  }
}
