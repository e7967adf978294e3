/// ONNX `InstanceNormalization`: each plane to mean 0 and deviation 1, then scaled and shifted.
struct InstanceNormalization: Operator {
  let shape: Shape
  let epsilon: Float
  var outputShapes: [Shape] { [shape] }

  static let bind: OperatorBuilder = { request throws(OperatorError) in
    let shape = try request.input(0).shape
    guard shape.count >= 3, shape.allSatisfy({ $0 > 0 }) else {
      throw OperatorError("its input \(shape) has no planes")
    }
    for index in 1...2 where try request.input(index).shape != [shape[1]] {
      throw OperatorError("its scale or its shift does not fit \(shape[1]) channels")
    }
    let epsilon = request.node.attributes.float("epsilon") ?? 1e-5
    return .operation(
      InstanceNormalization(shape: shape, epsilon: epsilon), operands: [0, 1, 2])
  }

  func run(_ operands: Operands) {
    normalizeInstances(
      images: shape[0], channels: shape[1], size: shape[2...].reduce(1, *), epsilon: epsilon,
      operands.input(0), scale: operands.input(1), shift: operands.input(2),
      into: operands.output(0))
  }
}

/// ONNX `LpNormalization`: values divided by their norm along an axis.
struct LpNormalization: Operator {
  let shape: Shape
  let axis: Int
  let power: Int
  private var inner: Int { shape[(axis + 1)...].reduce(1, *) }
  var outputShapes: [Shape] { [shape] }
  var scratchCount: Int { inner }

  static let bind: OperatorBuilder = { request throws(OperatorError) in
    let shape = try request.input(0).shape
    let axis = try request.axis(request.node.attributes.integer("axis") ?? -1, of: shape)
    let power = request.node.attributes.integer("p") ?? 2
    guard power == 1 || power == 2 else { throw OperatorError("its p \(power) is not 1 or 2") }
    return .operation(LpNormalization(shape: shape, axis: axis, power: power), operands: [0])
  }

  func run(_ operands: Operands) {
    normalizeLp(
      outer: shape[..<axis].reduce(1, *), extent: shape[axis], inner: inner, power: power,
      operands.input(0), into: operands.output(0), scratch: operands.scratch)
  }
}

/// ONNX `LRN`: values divided by what neighbouring channels hold at the same place.
struct LocalResponseNormalization: Operator {
  let shape: Shape
  let normalization: ResponseNormalization
  var outputShapes: [Shape] { [shape] }

  static let bind: OperatorBuilder = { request throws(OperatorError) in
    let shape = try request.input(0).shape
    let attributes = request.node.attributes
    guard shape.count >= 2, shape.allSatisfy({ $0 > 0 }) else {
      throw OperatorError("its input \(shape) has no channels")
    }
    guard let size = attributes.integer("size"), (1...(1 << 20)).contains(size) else {
      throw OperatorError("its size is missing or impossible")
    }
    let normalization = ResponseNormalization(
      size: size, alpha: attributes.float("alpha") ?? 1e-4,
      beta: attributes.float("beta") ?? 0.75, bias: attributes.float("bias") ?? 1)
    return .operation(
      LocalResponseNormalization(shape: shape, normalization: normalization), operands: [0])
  }

  func run(_ operands: Operands) {
    normalizeResponses(
      normalization, images: shape[0], channels: shape[1], plane: shape[2...].reduce(1, *),
      operands.input(0), into: operands.output(0))
  }
}
