import FaceInference
import TestSupport
import Testing

@Suite struct NetworkProblemsTests {
  /// Returns the problems of a model as it is loaded and planned for an input of a shape.
  private func problems(_ model: ONNXModel, _ shape: Shape = [1, 2, 4, 4]) throws -> [ModelProblem]
  {
    do {
      _ = try Network(onnx: model.bytes).plan(for: ["x": shape])
      return []
    } catch ModelError.unusable(let problems) {
      return problems
    }
  }

  @Test func allUnsupportedOperatorsAreReportedTogetherWithTheirNodes() throws {
    var model = ONNXModel()
    model.nodes = [
      .init(operation: "Relu", outputs: ["a"], name: "fine"),
      .init(operation: "LSTM", inputs: ["a"], outputs: ["b"], name: "first"),
      .init(operation: "Einsum", inputs: ["b"], outputs: ["c"]),
      .init(operation: "Relu", inputs: ["c"], name: "foreign", domain: "com.example"),
    ]
    let found = try problems(model)
    #expect(found.map(\.node) == ["LSTM 'first'", "Einsum making 'c'", "Relu 'foreign'"])
    #expect(
      found.map(\.reason)
        == ["LSTM", "Einsum", "com.example.Relu"].map {
          "the operator \($0) is not supported"
        })
  }

  @Test(arguments: [Int64.min, -1, 0, 5, 22, 1 << 40, .max])
  func anOperatorSetBeyondTheTableIsReported(opset: Int64) throws {
    var model = ONNXModel(opset: opset)
    model.nodes = [.init(operation: "Relu", name: "r"), .init(operation: "Relu", name: "s")]
    let found = try problems(model)
    #expect(found.map(\.node) == ["Relu 'r'", "Relu 's'"])
    #expect(found.allSatisfy { $0.reason.contains("\(opset)") })
  }

  @Test func shapeConflictsNameTheirNodesAllAtOnceAndNotThoseBehindThem() throws {
    var model = ONNXModel()
    model.weights = [.init(name: "w", extents: [1, 3, 1, 1], elements: .floats([1, 2, 3]))]
    model.nodes = [
      .init(operation: "Conv", inputs: ["x", "w"], outputs: ["a"], name: "narrow"),
      .init(operation: "Relu", inputs: ["a"], outputs: ["b"], name: "behind"),
      .init(operation: "Add", inputs: ["x", "w"], outputs: ["c"], name: "odd"),
      .init(operation: "Add", inputs: ["b", "c"], name: "last"),
    ]
    let found = try problems(model)
    #expect(found.map(\.node) == ["Conv 'narrow'", "Add 'odd'"])
    #expect(found.first?.reason.contains("[1, 2, 4, 4]") == true)
  }

  @Test func aValueThatNothingMakesIsReportedWhereItIsRead() throws {
    var model = ONNXModel(outputs: ["y", "z", "x2"])
    model.nodes = [
      .init(operation: "Add", inputs: ["x", "ghost"], name: "reader"),
      .init(operation: "Relu", outputs: ["x2"]),
    ]
    #expect(try problems(model).map(\.node) == ["Add 'reader'", "output 'z'"])
  }

  /// Nodes must come in an order in which they can run.
  @Test func aNodeBeforeItsInputIsReported() throws {
    var model = ONNXModel()
    model.nodes = [
      .init(operation: "Relu", inputs: ["a"], name: "early"),
      .init(operation: "Relu", outputs: ["a"], name: "late"),
    ]
    #expect(try problems(model).map(\.node) == ["Relu 'early'"])
  }

  @Test func aResultOfIntegersIsReported() throws {
    var model = ONNXModel()
    model.nodes = [.init(operation: "Shape")]
    #expect(try problems(model).map(\.node) == ["output 'y'"])
  }

  @Test func inputsThatAreMissingOrOfAnotherShapeAreReported() throws {
    var model = ONNXModel(inputs: [("x", [1, 2, nil, nil])])
    model.nodes = [.init(operation: "Relu")]
    let network = try Network(onnx: model.bytes)
    #expect(throws: Never.self) { try network.plan(for: ["x": [1, 2, 7, 9]]) }
    let wrong: [[String: Shape]] = [
      [:], ["z": [1, 2, 3, 4]], ["x": [2, 2, 3, 4]], ["x": [1, 2, 3]], ["x": [1, 2, 0, 4]],
      ["x": [1, 2, -3, 4]], ["x": [1, 2, 1 << 40, 4]], ["x": [1, 2, .max, .max]],
    ]
    for shapes in wrong {
      #expect(throws: ModelError.self, "\(shapes)") { try network.plan(for: shapes) }
    }
  }

  /// A value joined to itself thirty times over asks for any amount of memory.
  @Test func aRunThatNeedsMoreMemoryThanMachinesHaveIsRefused() throws {
    var model = ONNXModel()
    model.nodes = (0..<30).map { i in
      .init(
        operation: "Concat", inputs: [i == 0 ? "x" : "v\(i)", i == 0 ? "x" : "v\(i)"],
        outputs: [i == 29 ? "y" : "v\(i + 1)"], attributes: ["axis": .integer(3)])
    }
    #expect(throws: ModelError.self) {
      try Network(onnx: model.bytes).plan(for: ["x": [1, 1, 1, 1]])
    }
  }

  @Test func everyErrorSaysItsFacts() throws {
    var model = ONNXModel()
    model.nodes = ["A", "B"].map { .init(operation: $0, name: "n\($0)") }
    let errors: [(ModelError, [String])] = [
      (.unreadable(path: "/a/b", reason: "gone"), ["/a/b", "gone"]),
      (.damaged(reason: "torn"), ["torn"]), (.unexpected(reason: "other"), ["other"]),
      (.unusable(try problems(model)), ["A 'nA': the", "; B 'nB': the"]),
    ]
    for (error, facts) in errors {
      #expect(facts.allSatisfy { error.description.contains($0) }, "\(error)")
    }
  }
}
