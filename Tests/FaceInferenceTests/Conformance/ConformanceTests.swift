import FaceInference
import Testing

/// ONNX's own tests of the engine's operators.
@Suite(.enabled(if: ConformanceCases.folder != nil, "\(ConformanceCases.missing)"))
struct ConformanceTests {
  @Test(arguments: ConformanceCases.passing)
  func theEngineComputesWhatONNXPublishes(name: String) throws {
    let published = try ConformanceCases.load(name)
    let network = try Network(onnx: [UInt8](published.model))
    let inputs = published.inputs.reduce(into: [:]) { $0[$1.name] = $1.tensor }
    let outputs = try network.run(inputs, scratch: Scratch())
    #expect(Set(outputs.keys) == Set(published.outputs.map(\.name)))
    for expected in published.outputs {
      let output = try #require(outputs[expected.name])
      #expect(output.shape == expected.shape)
      let over = excess(
        output.values, over: expected.floats, absolute: published.absolute,
        relative: published.relative)
      #expect(over <= 0, "\(expected.name)")
    }
  }

  /// What the engine does not support it says, and never computes something else instead.
  @Test(arguments: ConformanceCases.outOfScope)
  func whatIsOutOfScopeIsRefused(refusal: ConformanceCases.Refusal) throws {
    let published = try ConformanceCases.load(refusal.name)
    #expect(!refusal.reason.isEmpty)
    #expect(throws: ModelError.self) {
      let network = try Network(onnx: [UInt8](published.model))
      let shapes = published.inputs.reduce(into: [:]) { $0[$1.name] = $1.shape }
      _ = try network.plan(for: shapes)
    }
  }

  @Test func everyCaseIsInOneOfTheLists() {
    let listed = ConformanceCases.passing + ConformanceCases.outOfScope.map(\.name)
    #expect(listed.sorted() == ConformanceCases.made)
  }

  @Test func everyOperatorOfTheTableHasACaseThatPasses() throws {
    var proved = Set((Goldens.operators?.cases ?? []).flatMap(\.operators))
    for name in ConformanceCases.passing {
      proved.formUnion(try ConformanceCases.load(name).operators)
    }
    #expect(Set(OperatorTable.entries.keys).subtracting(proved) == [])
  }
}
