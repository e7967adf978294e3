/// ONNX `Gemm`: alpha · A · B + beta · C, with constant B.
struct Gemm: Operator {
  let rows: Int
  let columns: Int
  let depth: Int
  let alpha: Float
  let beta: Float
  let orderA: MatrixOrder
  let orderB: MatrixOrder
  /// Steps of C between rows and between columns; `nil` without C.
  let biasSteps: (row: Int, column: Int)?
  var outputShapes: [Shape] { [[rows, columns]] }

  static let bind: OperatorBuilder = { request throws(OperatorError) in
    let (a, b) = (try request.input(0).shape, try request.input(1).shape)
    guard a.count == 2, b.count == 2 else {
      throw OperatorError("its inputs \(a) and \(b) are not matrices")
    }
    let attributes = request.node.attributes
    let orderA: MatrixOrder = attributes.integer("transA") == 1 ? .transposed : .plain
    let orderB: MatrixOrder = attributes.integer("transB") == 1 ? .transposed : .plain
    let (rows, depth) = orderA == .plain ? (a[0], a[1]) : (a[1], a[0])
    let (depthB, columns) = orderB == .plain ? (b[0], b[1]) : (b[1], b[0])
    guard depth == depthB, rows > 0, columns > 0, depth > 0 else {
      throw OperatorError("its inputs \(a) and \(b) do not fit together")
    }
    let bias = request.optionalInput(2)?.shape
    let operation = Gemm(
      rows: rows, columns: columns, depth: depth, alpha: attributes.float("alpha") ?? 1,
      beta: attributes.float("beta") ?? 1, orderA: orderA, orderB: orderB,
      biasSteps: try biasSteps(bias, [rows, columns]))
    return .operation(operation, operands: [0, 1, 2])
  }

  private static func biasSteps(
    _ bias: Shape?, _ output: Shape
  ) throws(OperatorError) -> (row: Int, column: Int)? {
    guard let bias else { return nil }
    guard bias.count <= 2, Shape.broadcast(bias, output) == output else {
      throw OperatorError("its third input \(bias) does not go with \(output)")
    }
    let padded = Shape(repeating: 1, count: 2 - bias.count) + bias
    return (padded[0] == 1 ? 0 : padded[1], padded[1] == 1 ? 0 : 1)
  }

  func run(_ operands: Operands) {
    let output = operands.output(0)
    if let biasSteps, let bias = operands.optionalInput(2) {
      for i in 0..<rows {
        for j in 0..<columns {
          output[i * columns + j] = bias[i * biasSteps.row + j * biasSteps.column]
        }
      }
    }
    multiply(
      rows: rows, columns: columns, depth: depth, alpha: alpha,
      MatrixView(
        elements: operands.input(0), rowStep: orderA == .plain ? depth : rows, order: orderA),
      MatrixView(
        elements: operands.input(1), rowStep: orderB == .plain ? columns : depth, order: orderB),
      beta: biasSteps == nil ? 0 : beta, into: output, rowStep: columns)
  }
}
