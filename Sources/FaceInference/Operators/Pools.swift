/// ONNX `MaxPool` over images.
struct MaximumPool: Operator {
  let geometry: PoolGeometry
  let outputShapes: [Shape]

  static let bind: OperatorBuilder = { request throws(OperatorError) in
    guard request.node.outputs.count == 1 else {
      throw OperatorError("its indices are not supported")
    }
    let (geometry, output) = try boundPool(request)
    return .operation(
      MaximumPool(geometry: geometry, outputShapes: [output]), operands: [0])
  }

  func run(_ operands: Operands) {
    poolMaximum(geometry, input: operands.input(0), output: operands.output(0))
  }
}

/// ONNX `AveragePool` over images.
struct MeanPool: Operator {
  let geometry: PoolGeometry
  let outputShapes: [Shape]
  let countsBorder: Bool
  var scratchCount: Int { geometry.outputWidth }

  static let bind: OperatorBuilder = { request throws(OperatorError) in
    let (geometry, output) = try boundPool(request)
    let countsBorder = (request.node.attributes.integer("count_include_pad") ?? 0) != 0
    return .operation(
      MeanPool(geometry: geometry, outputShapes: [output], countsBorder: countsBorder),
      operands: [0])
  }

  func run(_ operands: Operands) {
    poolMean(
      geometry, countsBorder: countsBorder, input: operands.input(0), output: operands.output(0),
      scratch: operands.scratch)
  }
}

/// ONNX `LpPool` over images.
struct NormPool: Operator {
  let geometry: PoolGeometry
  let outputShapes: [Shape]
  let power: Int

  static let bind: OperatorBuilder = { request throws(OperatorError) in
    let (geometry, output) = try boundPool(request)
    let power = try poolPower(request)
    return .operation(
      NormPool(geometry: geometry, outputShapes: [output], power: power), operands: [0])
  }

  func run(_ operands: Operands) {
    poolNorm(geometry, power: power, input: operands.input(0), output: operands.output(0))
  }
}

/// Returns the p of a pool of p-norms.
func poolPower(_ request: OperatorRequest) throws(OperatorError) -> Int {
  let power = request.node.attributes.integer("p") ?? 2
  guard (1...64).contains(power) else { throw OperatorError("its p \(power)") }
  return power
}

/// Reads the window of a pool, and the extents of its input and output.
private func boundPool(
  _ request: OperatorRequest
) throws(OperatorError) -> (geometry: PoolGeometry, output: Shape) {
  let input = try imageExtents(try request.input(0))
  let attributes = request.node.attributes
  guard let extents = attributes.integers("kernel_shape") else {
    throw OperatorError("its kernel_shape is missing")
  }
  let asked = try boundWindow(request, extents: extents, height: input[2], width: input[3])
  var window = asked
  if (attributes.integer("ceil_mode") ?? 0) != 0 {
    window.rows = asked.rows.roundedUp(input[2])
    window.columns = asked.columns.roundedUp(input[3])
  }
  let output = [
    input[0], input[1], window.rows.outputExtent(input[2]), window.columns.outputExtent(input[3]),
  ]
  let geometry = PoolGeometry(
    planes: input[0] * input[1], height: input[2], width: input[3], window: window,
    outputHeight: output[2], outputWidth: output[3], paddedHeight: input[2] + asked.rows.after,
    paddedWidth: input[3] + asked.columns.after)
  return (geometry, output)
}
