// Operators that give values another shape and move none of them.

/// ONNX `Identity`.
let bindIdentity: OperatorBuilder = { request throws(OperatorError) in
  .view(try request.input(0).shape)
}

/// ONNX `Dropout` as it runs after training: nothing is dropped.
let bindDropout: OperatorBuilder = { request throws(OperatorError) in
  if request.opset < 7, (request.node.attributes.integer("is_test") ?? 0) == 0 {
    throw OperatorError("its training mode is not supported")
  }
  if request.opset >= 12, request.optionalInput(2) != nil {
    guard try request.constantIntegers(2, "the training mode").allSatisfy({ $0 == 0 }) else {
      throw OperatorError("its training mode is not supported")
    }
  }
  return .view(try request.input(0).shape)
}

/// ONNX `Flatten`: two dimensions, split at an axis.
let bindFlatten: OperatorBuilder = { request throws(OperatorError) in
  let shape = try request.input(0).shape
  let given = request.node.attributes.integer("axis") ?? 1
  // Unlike elsewhere the axis may be the rank itself: everything before, one after.
  let axis = given == shape.count ? given : try request.axis(given, of: shape)
  return .view([shape[..<axis].reduce(1, *), shape[axis...].reduce(1, *)])
}

/// ONNX `Reshape`: 0 keeps an extent, −1 takes what is left.
///
/// The shape was an attribute before operator set 5.
let bindReshape: OperatorBuilder = { request throws(OperatorError) in
  let input = try request.input(0).shape
  var shape =
    request.opset < 5
    ? request.node.attributes.integers("shape") ?? []
    : try request.constantIntegers(1, "the shape")
  let keepsZero = request.node.attributes.integer("allowzero") == 1
  for axis in shape.indices where shape[axis] == 0 && !keepsZero {
    guard axis < input.count else { throw OperatorError("it copies an extent that is not there") }
    shape[axis] = input[axis]
  }
  let open = shape.indices.filter { shape[$0] == -1 }
  if let axis = open.first {
    shape[axis] = 1
    guard open.count == 1, let known = shape.checkedElementCount, known > 0,
      input.elementCount % known == 0
    else { throw OperatorError("it cannot reshape \(input) to \(shape)") }
    shape[axis] = input.elementCount / known
  }
  guard shape.checkedElementCount == input.elementCount else {
    throw OperatorError("it cannot reshape \(input) to \(shape)")
  }
  return .view(shape)
}

/// ONNX `Unsqueeze`; the axes became an input with operator set 13.
let bindUnsqueeze: OperatorBuilder = { request throws(OperatorError) in
  let shape = try request.input(0).shape
  let axes = try listedAxes(request) ?? []
  let rank = shape.count + axes.count
  var positions: Set<Int> = []
  for axis in axes {
    guard axis >= -rank, axis < rank else { throw OperatorError("axis \(axis) is out of range") }
    positions.insert(axis < 0 ? axis + rank : axis)
  }
  guard positions.count == axes.count else { throw OperatorError("its axes \(axes) repeat") }
  var rest = shape.makeIterator()
  return .view((0..<rank).map { positions.contains($0) ? 1 : rest.next() ?? 1 })
}

/// ONNX `Squeeze`; the axes became an input with operator set 13.
let bindSqueeze: OperatorBuilder = { request throws(OperatorError) in
  let shape = try request.input(0).shape
  guard let axes = try listedAxes(request) else { return .view(shape.filter { $0 != 1 }) }
  var dropped: Set<Int> = []
  for axis in axes {
    let axis = try request.axis(axis, of: shape)
    guard shape[axis] == 1 else { throw OperatorError("it drops axis \(axis) of \(shape)") }
    dropped.insert(axis)
  }
  return .view(shape.indices.filter { !dropped.contains($0) }.map { shape[$0] })
}

private func listedAxes(_ request: OperatorRequest) throws(OperatorError) -> [Int]? {
  if request.opset < 13 { return request.node.attributes.integers("axes") }
  return request.optionalInput(1) == nil ? nil : try request.constantIntegers(1, "the axes")
}
