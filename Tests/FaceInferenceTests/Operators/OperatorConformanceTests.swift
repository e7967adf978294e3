import FaceInference
import Testing

/// ONNX's own tests of the most common operators, and networks that ONNX Runtime computed.
///
/// Goldens/make_operator_goldens.py writes both. ConformanceTests runs all of ONNX's tests, where they were made.
@Suite struct OperatorConformanceTests {
  static let cases = Goldens.operators?.cases ?? []
  static let refused = Goldens.operators?.refused ?? []

  @Test func goldensAreThere() {
    #expect(Self.cases.count > 150)
    #expect(Self.refused.count > 10)
  }

  /// The tolerances of ONNX's own runner.
  @Test(arguments: cases)
  func theEngineComputesWhatONNXPublishes(golden: OperatorGoldens.Case) throws {
    let outputs = try golden.network().run(golden.tensors, scratch: Scratch())
    #expect(Set(outputs.keys) == Set(golden.outputs.map(\.name)))
    for expected in golden.outputs {
      let output = try #require(outputs[expected.name])
      #expect(output.shape == expected.shape)
      #expect(
        excess(output.values, over: expected.floats, absolute: 1e-5, relative: 1e-3) <= 0,
        "\(expected.name)")
    }
  }

  /// What the engine does not support it says, and never computes something else instead.
  @Test(arguments: refused)
  func whatIsNotSupportedIsRefused(golden: OperatorGoldens.Refusal) throws {
    #expect(throws: ModelError.self) {
      let network = try Network(onnx: [UInt8](golden.model))
      let shapes = golden.inputs.reduce(into: [:]) { $0[$1.name] = $1.shape }
      _ = try network.plan(for: shapes)
    }
  }
}
