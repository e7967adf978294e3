/// ONNX `Sqrt`, `Exp`, `Abs`, `HardSigmoid`, `HardSwish`: a function of each value.
struct ElementMapping: Operator {
  let shape: Shape
  let function: ElementFunction
  var outputShapes: [Shape] { [shape] }

  static func bind(
    _ request: OperatorRequest, _ function: ElementFunction
  ) throws(OperatorError) -> BoundNode {
    .operation(
      ElementMapping(shape: try request.input(0).shape, function: function), operands: [0])
  }

  func run(_ operands: Operands) {
    map(function, count: shape.elementCount, operands.input(0), into: operands.output(0))
  }
}

/// ONNX `HardSigmoid`.
let bindHardSigmoid: OperatorBuilder = { request throws(OperatorError) in
  let attributes = request.node.attributes
  return try ElementMapping.bind(
    request,
    .hardSigmoid(
      slope: attributes.float("alpha") ?? 0.2, offset: attributes.float("beta") ?? 0.5))
}

/// ONNX `Pow`: to the power of another tensor, which may hold known integers.
let bindPower: OperatorBuilder = { request throws(OperatorError) in
  let exponent = try request.input(1)
  if try request.input(0).constant?.integers != nil {
    throw OperatorError("it takes powers of integers")
  }
  let values = exponent.constant?.integers.map { $0.map { Float($0) } } ?? exponent.constant?.floats
  guard values == [2], exponent.shape.count <= (try request.input(0).shape.count) else {
    return try Combination.bind(request, .power)
  }
  return try ElementMapping.bind(request, .square)
}
