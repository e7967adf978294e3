/// ONNX `Add`, `Sub`, `Mul` and `Div`, with broadcasting.
struct Combination: Operator {
  let arithmetic: Arithmetic
  let shape: Shape
  let stepsA: [Int]
  let stepsB: [Int]
  var outputShapes: [Shape] { [shape] }

  static func bind(
    _ request: OperatorRequest, _ arithmetic: Arithmetic
  ) throws(OperatorError) -> BoundNode {
    let (a, b) = (try request.input(0), try request.input(1))
    guard let shape = Shape.broadcast(a.shape, b.shape) else {
      throw OperatorError("its inputs \(a.shape) and \(b.shape) do not go together")
    }
    if let x = a.constant?.integers, let y = b.constant?.integers {
      return .constants([try integers(x, y, a.shape, b.shape, shape, arithmetic)])
    }
    let operation = Combination(
      arithmetic: arithmetic, shape: shape, stepsA: steps(a.shape, in: shape),
      stepsB: steps(b.shape, in: shape))
    return .operation(operation, operands: [0, 1])
  }

  /// Returns the distance between neighbours along each dimension of `output`; 0 where it repeats.
  private static func steps(_ shape: Shape, in output: Shape) -> [Int] {
    let strides = shape.rowMajorStrides
    let missing = output.count - shape.count
    return output.indices.map { axis in
      let own = axis - missing
      return own < 0 || shape[own] == 1 ? 0 : strides[own]
    }
  }

  func run(_ operands: Operands) {
    combine(
      arithmetic, shape: shape, steps: (stepsA, stepsB), operands.input(0), operands.input(1),
      into: operands.output(0))
  }

  /// Shapes are computed with: combines integers known in advance.
  private static func integers(
    _ x: [Int], _ y: [Int], _ shapeX: Shape, _ shapeY: Shape, _ shape: Shape, _ a: Arithmetic
  ) throws(OperatorError) -> Constant {
    guard shape.count <= 1, let count = shape.checkedElementCount else {
      throw OperatorError("arithmetic on integer tensors \(shapeX) and \(shapeY)")
    }
    var values: [Int64] = []
    for i in 0..<count {
      let (p, q) = (Int64(x[x.count == 1 ? 0 : i]), Int64(y[y.count == 1 ? 0 : i]))
      let (value, overflow) =
        switch a {
        case .add: p.addingReportingOverflow(q)
        case .subtract: p.subtractingReportingOverflow(q)
        case .multiply: p.multipliedReportingOverflow(by: q)
        case .divide: p.dividedReportingOverflow(by: q)
        }
      guard !overflow else { throw OperatorError("integer arithmetic overflows") }
      values.append(value)
    }
    return .integer(Tensor(shape: shape, values: values))
  }
}
