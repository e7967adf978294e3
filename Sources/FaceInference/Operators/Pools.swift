/// ONNX `MaxPool` over images.
struct MaximumPool: Operator {
  let input: Shape
  let window: Window
  let outputShapes: [Shape]

  static let bind: OperatorBuilder = { request throws(OperatorError) in
    guard request.node.outputs.count == 1 else {
      throw OperatorError("its indices are not supported")
    }
    let (input, window, output) = try boundPool(request)
    return .operation(
      MaximumPool(input: input, window: window, outputShapes: [output]), operands: [0])
  }

  func run(_ operands: Operands) {
    poolMaximum(
      planes: input[0] * input[1], height: input[2], width: input[3], window,
      outputHeight: outputShapes[0][2], outputWidth: outputShapes[0][3],
      input: operands.input(0), output: operands.output(0))
  }
}

/// ONNX `AveragePool` over images.
struct MeanPool: Operator {
  let input: Shape
  let window: Window
  let outputShapes: [Shape]
  let countsBorder: Bool

  static let bind: OperatorBuilder = { request throws(OperatorError) in
    let (input, window, output) = try boundPool(request)
    let countsBorder = (request.node.attributes.integer("count_include_pad") ?? 0) != 0
    return .operation(
      MeanPool(
        input: input, window: window, outputShapes: [output], countsBorder: countsBorder),
      operands: [0])
  }

  func run(_ operands: Operands) {
    poolMean(
      planes: input[0] * input[1], height: input[2], width: input[3], window,
      outputHeight: outputShapes[0][2], outputWidth: outputShapes[0][3],
      countsBorder: countsBorder, input: operands.input(0), output: operands.output(0))
  }
}

/// ONNX `LpPool` over images.
struct NormPool: Operator {
  let input: Shape
  let window: Window
  let outputShapes: [Shape]
  let power: Int

  static let bind: OperatorBuilder = { request throws(OperatorError) in
    let (input, window, output) = try boundPool(request)
    let power = request.node.attributes.integer("p") ?? 2
    guard (1...64).contains(power) else { throw OperatorError("its p \(power)") }
    return .operation(
      NormPool(input: input, window: window, outputShapes: [output], power: power),
      operands: [0])
  }

  func run(_ operands: Operands) {
    poolNorm(
      planes: input[0] * input[1], height: input[2], width: input[3], window,
      outputHeight: outputShapes[0][2], outputWidth: outputShapes[0][3], power: power,
      input: operands.input(0), output: operands.output(0))
  }
}

/// Reads the window of a pool, and the extents of its input and output.
private func boundPool(
  _ request: OperatorRequest
) throws(OperatorError) -> (input: Shape, window: Window, output: Shape) {
  let input = try imageExtents(try request.input(0))
  let attributes = request.node.attributes
  guard let extents = attributes.integers("kernel_shape") else {
    throw OperatorError("its kernel_shape is missing")
  }
  guard (attributes.integer("ceil_mode") ?? 0) == 0 else {
    throw OperatorError("its ceil_mode is not supported")
  }
  let window = try boundWindow(request, extents: extents, height: input[2], width: input[3])
  let output = [
    input[0], input[1], window.rows.outputExtent(input[2]), window.columns.outputExtent(input[3]),
  ]
  return (input, window, output)
}

/// ONNX `GlobalAveragePool` over images.
struct GlobalMeanPool: Operator {
  let input: Shape
  var outputShapes: [Shape] { [[input[0], input[1], 1, 1]] }

  static let bind: OperatorBuilder = { request throws(OperatorError) in
    .operation(GlobalMeanPool(input: try imageExtents(try request.input(0))), operands: [0])
  }

  func run(_ operands: Operands) {
    poolGlobalMean(
      planes: input[0] * input[1], size: input[2] * input[3], input: operands.input(0),
      output: operands.output(0))
  }
}
