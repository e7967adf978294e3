/// An activation that no convolution took in.
struct ActivationStep: Operator {
  let shape: Shape
  let activation: Activation
  var outputShapes: [Shape] { [shape] }

  func run(_ operands: Operands) {
    let count = shape.elementCount
    operands.output(0).update(from: operands.input(0), count: count)
    activate(operands.output(0), count: count, activation)
  }

  fileprivate static func bind(
    _ request: OperatorRequest, _ activation: Activation
  ) throws(OperatorError) -> BoundNode {
    let shape = try request.input(0).shape
    return .operation(ActivationStep(shape: shape, activation: activation), operands: [0])
  }
}

/// ONNX `Relu`.
let bindRelu: OperatorBuilder = { request throws(OperatorError) in
  try ActivationStep.bind(request, .relu)
}

/// ONNX `LeakyRelu`.
let bindLeakyRelu: OperatorBuilder = { request throws(OperatorError) in
  let slope = request.node.attributes.float("alpha") ?? 0.01
  return try ActivationStep.bind(request, .leakyRelu(slope: slope))
}

/// ONNX `Clip`; its bounds were attributes before operator set 11 and are inputs since.
let bindClip: OperatorBuilder = { request throws(OperatorError) in
  var least = -Float.greatestFiniteMagnitude
  var most = Float.greatestFiniteMagnitude
  if request.opset < 11 {
    least = request.node.attributes.float("min") ?? least
    most = request.node.attributes.float("max") ?? most
  } else {
    if request.optionalInput(1) != nil {
      least = try request.constantFloats(1, "the lower bound").first ?? least
    }
    if request.optionalInput(2) != nil {
      most = try request.constantFloats(2, "the upper bound").first ?? most
    }
  }
  return try ActivationStep.bind(request, .clip(least: least, most: most))
}

/// ONNX `Sigmoid`.
struct Sigmoid: Operator {
  let shape: Shape
  var outputShapes: [Shape] { [shape] }

  static let bind: OperatorBuilder = { request throws(OperatorError) in
    .operation(Sigmoid(shape: try request.input(0).shape), operands: [0])
  }

  func run(_ operands: Operands) {
    sigmoid(count: shape.elementCount, operands.input(0), into: operands.output(0))
  }
}

/// ONNX `Softmax`.
///
/// Before operator set 13 everything from the axis on was one dimension, and the axis was 1.
struct Softmax: Operator {
  let shape: Shape
  let outer: Int
  let extent: Int
  let inner: Int
  var outputShapes: [Shape] { [shape] }

  static let bind: OperatorBuilder = { request throws(OperatorError) in
    let shape = try request.input(0).shape
    let isOld = request.opset < 13
    let given = request.node.attributes.integer("axis") ?? (isOld ? 1 : -1)
    let axis = try request.axis(given, of: shape)
    let extent = isOld ? shape[axis...].reduce(1, *) : shape[axis]
    let inner = isOld ? 1 : shape[(axis + 1)...].reduce(1, *)
    let outer = shape[..<axis].reduce(1, *)
    return .operation(
      Softmax(shape: shape, outer: outer, extent: extent, inner: inner), operands: [0])
  }

  func run(_ operands: Operands) {
    softmax(
      outer: outer, extent: extent, inner: inner, operands.input(0), into: operands.output(0))
  }
}

/// ONNX `PRelu` with one slope for all values or one for each channel; others broadcast.
struct ParametricRelu: Operator {
  let shape: Shape
  let channels: Int
  var outputShapes: [Shape] { [shape] }

  static let bind: OperatorBuilder = { request throws(OperatorError) in
    let shape = try request.input(0).shape
    let slopes = try request.input(1)
    guard let channels = slopes.shape.checkedElementCount else {
      throw OperatorError("its slopes \(slopes.shape) are too many")
    }
    let isPerChannel = shape.count >= 2 && channels == shape[1]
    // Slopes broadcast from the right: [c, 1, 1] goes with channels, a bare [c] only if c is last.
    let expected = Shape(repeating: 1, count: max(0, shape.count - 2))
    let isAligned =
      request.opset < 7
      || slopes.shape.suffix(expected.count) == expected[...]
        && slopes.shape.dropLast(expected.count).last == channels
    guard channels == 1 || (isPerChannel && isAligned) else {
      guard request.opset >= 7, Shape.broadcast(shape, slopes.shape) == shape else {
        throw OperatorError("its slopes \(slopes.shape) do not fit the input \(shape)")
      }
      return try Combination.bind(request, .slope)
    }
    return .operation(ParametricRelu(shape: shape, channels: channels), operands: [0, 1])
  }

  func run(_ operands: Operands) {
    let inner = channels == 1 ? shape.elementCount : shape[2...].reduce(1, *)
    let outer = channels == 1 ? 1 : shape[0]
    parametricRelu(
      outer: outer, channels: channels, inner: inner, operands.input(0),
      slopes: operands.input(1), into: operands.output(0))
  }
}
