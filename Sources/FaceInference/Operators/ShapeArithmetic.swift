// Operators by which a model computes shapes. All of it happens while planning, on integers.

/// Returns the value of an ONNX `Constant`.
func constantValue(of node: Node) throws(OperatorError) -> Constant {
  let attributes = node.attributes
  if let tensor = attributes.tensor("value") { return tensor }
  if let value = attributes.float("value_float") {
    return .float(Tensor(shape: [], values: [value]))
  }
  if let value = attributes.integer("value_int") {
    return .integer(Tensor(shape: [], values: [Int64(value)]))
  }
  if let values = attributes.integers("value_ints") {
    return .integer(Tensor(shape: [values.count], values: values.map { Int64($0) }))
  }
  if let values = attributes.floats("value_floats") {
    return .float(Tensor(shape: [values.count], values: values))
  }
  throw OperatorError("its value is of a kind that is not supported")
}

/// ONNX `Constant`, where it was not taken out before.
let bindConstant: OperatorBuilder = { request throws(OperatorError) in
  .constants([try constantValue(of: request.node)])
}

/// ONNX `Shape`.
let bindShape: OperatorBuilder = { request throws(OperatorError) in
  let shape = try request.input(0).shape
  let attributes = request.node.attributes
  let first = clampedIndex(attributes.integer("start") ?? 0, shape.count)
  let end = clampedIndex(attributes.integer("end") ?? shape.count, shape.count)
  let extents = first < end ? Array(shape[first..<end]) : []
  return .constants([
    .integer(Tensor(shape: [extents.count], values: extents.map { Int64($0) }))
  ])
}

/// Returns an index counted from the front and no further than the ends.
private func clampedIndex(_ index: Int, _ count: Int) -> Int {
  // Clamped first, so that a hostile index cannot overflow.
  let near = max(-count, min(count, index))
  return near < 0 ? near + count : near
}

/// ONNX `ConstantOfShape`: one value everywhere; integers while planning, floats while running.
let bindConstantOfShape: OperatorBuilder = { request throws(OperatorError) in
  let shape = try request.constantIntegers(0, "the shape")
  guard let count = shape.checkedElementCount else {
    throw OperatorError("its shape \(shape) is impossible")
  }
  let value = request.node.attributes.tensor("value")
  if case .integer(let tensor)? = value, let element = tensor.values.first {
    try request.checkKnownCount(count)
    let values = [Int64](repeating: element, count: count)
    return .constants([.integer(Tensor(shape: shape, values: values))])
  }
  guard request.node.attributes["value"] == nil || value?.floats?.count == 1 else {
    throw OperatorError("its value is not one number")
  }
  return .operation(Filling(shape: shape, value: value?.floats?.first ?? 0), operands: [])
}

/// One value everywhere.
struct Filling: Operator {
  let shape: Shape
  let value: Float
  var outputShapes: [Shape] { [shape] }

  func run(_ operands: Operands) {
    operands.output(0).update(repeating: value, count: shape.elementCount)
  }
}

/// Values that are known while planning, written down for the steps that read them.
struct Literal: Operator {
  let tensor: Tensor<Float>
  var outputShapes: [Shape] { [tensor.shape] }

  func run(_ operands: Operands) {
    tensor.values.withUnsafeBufferPointer { values in
      guard let base = values.baseAddress else { return }
      operands.output(0).update(from: base, count: values.count)
    }
  }
}
