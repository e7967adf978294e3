/// ONNX `Transpose`.
struct Transposition: Operator {
  let shape: Shape
  /// The distance in the input between neighbours along each output dimension.
  let steps: [Int]
  var outputShapes: [Shape] { [shape] }

  static let bind: OperatorBuilder = { request throws(OperatorError) in
    let input = try request.input(0)
    let order =
      request.node.attributes.integers("perm") ?? Array(input.shape.indices.reversed())
    guard order.sorted() == Array(input.shape.indices) else {
      throw OperatorError("its order \(order) does not fit the input \(input.shape)")
    }
    let strides = input.shape.rowMajorStrides
    let operation = Transposition(
      shape: order.map { input.shape[$0] }, steps: order.map { strides[$0] })
    // Dimensions of 1 can change places without moving a value.
    let moved = order.filter { input.shape[$0] != 1 }
    guard moved != moved.sorted() else { return .view(operation.shape) }
    return .operation(operation, operands: [0])
  }

  func run(_ operands: Operands) {
    transpose(shape: shape, steps: steps, operands.input(0), into: operands.output(0))
  }
}
