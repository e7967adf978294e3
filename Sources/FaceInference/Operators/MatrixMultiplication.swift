/// ONNX `MatMul`: products of matrices, with broadcasting over the dimensions before them.
struct MatrixMultiplication: Operator {
  let shape: Shape
  let rows: Int
  let columns: Int
  let depth: Int
  /// The products that are computed one by one, and for each operand where its matrices lie.
  let batch: Shape
  let stepsA: [Int]
  let stepsB: [Int]
  var outputShapes: [Shape] { [shape] }

  static let bind: OperatorBuilder = { request throws(OperatorError) in
    let (givenA, givenB) = (try request.input(0).shape, try request.input(1).shape)
    // A vector is a row on the left and a column on the right, and stays one dimension.
    let a = givenA.count == 1 ? [1] + givenA : givenA
    let b = givenB.count == 1 ? givenB + [1] : givenB
    guard a.count >= 2, b.count >= 2, a[a.count - 1] == b[b.count - 2],
      let batch = Shape.broadcast(Array(a.dropLast(2)), Array(b.dropLast(2))),
      (a + b).allSatisfy({ $0 > 0 })
    else { throw OperatorError("its inputs \(givenA) and \(givenB) do not fit together") }
    let (rows, depth, columns) = (a[a.count - 2], a[a.count - 1], b[b.count - 1])
    let shape =
      batch + (givenA.count == 1 ? [] : [rows]) + (givenB.count == 1 ? [] : [columns])
    guard shape.checkedElementCount != nil else {
      throw OperatorError("its result \(shape) is too large")
    }
    let operation = MatrixMultiplication(
      shape: shape, rows: rows, columns: columns, depth: depth, batch: batch,
      stepsA: Array(a.dropLast(2)).broadcastSteps(in: batch).map { $0 * rows * depth },
      stepsB: Array(b.dropLast(2)).broadcastSteps(in: batch).map { $0 * depth * columns })
    return .operation(
      operation.joined(isOneMatrix: b.dropLast(2).allSatisfy { $0 == 1 }), operands: [0, 1])
  }

  /// Returns one product for all when the right side is the same for all.
  private func joined(isOneMatrix: Bool) -> MatrixMultiplication {
    guard isOneMatrix else { return self }
    return MatrixMultiplication(
      shape: shape, rows: rows * batch.elementCount, columns: columns, depth: depth, batch: [],
      stepsA: [], stepsB: [])
  }

  func run(_ operands: Operands) {
    let (a, b, output) = (operands.input(0), operands.input(1), operands.output(0))
    forEachRow(batch + [1], (stepsA + [0], stepsB + [0])) { index, offsetA, offsetB in
      multiply(
        rows: rows, columns: columns, depth: depth,
        MatrixView(elements: a + offsetA, rowStep: depth),
        MatrixView(elements: b + offsetB, rowStep: columns),
        into: output + index * rows * columns, rowStep: columns)
    }
  }
}
