/// ONNX `Concat`.
struct Concatenation: Operator {
  let shape: Shape
  /// For each input the number of neighbouring values that go to one place.
  let runs: [Int]
  /// How often every input takes its turn.
  let outer: Int
  var outputShapes: [Shape] { [shape] }

  static let bind: OperatorBuilder = { request throws(OperatorError) in
    var facts: [Fact] = []
    for index in request.inputs.indices { facts.append(try request.input(index)) }
    guard var shape = facts.first?.shape else { throw OperatorError("it has no input") }
    let axis = try request.axis(request.node.attributes.integer("axis") ?? 0, of: shape)
    shape[axis] = 0
    for fact in facts {
      var rest = fact.shape
      guard rest.count == shape.count else {
        throw OperatorError("its inputs have \(shape.count) and \(rest.count) dimensions")
      }
      let (extent, overflow) = shape[axis].addingReportingOverflow(rest[axis])
      rest[axis] = shape[axis]
      guard rest == shape, !overflow else {
        throw OperatorError("its inputs \(facts.map(\.shape)) do not go together")
      }
      shape[axis] = extent
    }
    guard let count = shape.checkedElementCount else {
      throw OperatorError("its result \(shape) is too large")
    }
    let operation = Concatenation(
      shape: shape, runs: facts.map { $0.shape[axis...].reduce(1, *) },
      outer: shape[..<axis].reduce(1, *))
    let integers = facts.compactMap { $0.constant?.integers }
    if integers.count == facts.count {
      try request.checkKnownCount(count)
      return .constants([.integer(operation.joined(integers))])
    }
    return .operation(operation, operands: Array(facts.indices))
  }

  private func joined(_ parts: [[Int]]) -> Tensor<Int64> {
    var values: [Int64] = []
    for turn in 0..<outer {
      for (index, run) in runs.enumerated() {
        for value in parts[index][(turn * run)..<((turn + 1) * run)] { values.append(Int64(value)) }
      }
    }
    return Tensor(shape: shape, values: values)
  }

  func run(_ operands: Operands) {
    var target = operands.output(0)
    for turn in 0..<outer {
      for (index, run) in runs.enumerated() {
        target.update(from: operands.input(index) + turn * run, count: run)
        target += run
      }
    }
  }
}
