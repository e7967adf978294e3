/// ONNX `GlobalAveragePool`, `GlobalMaxPool` and `GlobalLpPool`: one value for each plane.
struct GlobalPool: Operator {
  /// What a plane becomes.
  enum Kind: Sendable {
    case mean
    case maximum
    case norm(power: Int)
  }

  let kind: Kind
  let input: Shape
  var outputShapes: [Shape] { [input[..<2] + input[2...].map { _ in 1 }] }

  static func bind(
    _ request: OperatorRequest, _ kind: Kind
  ) throws(OperatorError) -> BoundNode {
    let input = try request.input(0).shape
    guard input.count >= 3, input.allSatisfy({ $0 > 0 }) else {
      throw OperatorError("its input \(input) has no planes")
    }
    return .operation(GlobalPool(kind: kind, input: input), operands: [0])
  }

  func run(_ operands: Operands) {
    let (planes, size) = (input[0] * input[1], input[2...].reduce(1, *))
    let (x, y) = (operands.input(0), operands.output(0))
    switch kind {
    case .mean: poolGlobalMean(planes: planes, size: size, input: x, output: y)
    case .maximum: poolGlobalMaximum(planes: planes, size: size, input: x, output: y)
    case .norm(let power):
      poolGlobalNorm(planes: planes, size: size, power: power, input: x, output: y)
    }
  }
}

/// ONNX `GlobalLpPool`.
let bindGlobalNormPool: OperatorBuilder = { request throws(OperatorError) in
  try GlobalPool.bind(request, .norm(power: try poolPower(request)))
}
