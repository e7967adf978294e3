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
  if case .floats(let values) = attributes["value_floats"] {
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

/// ONNX `Cast` between integers, or between floats, known in advance or not.
let bindCast: OperatorBuilder = { request throws(OperatorError) in
  let input = try request.input(0)
  let isFloat = [1, 10, 11].contains(request.node.attributes.integer("to") ?? 0)
  switch (input.constant, isFloat) {
  case (nil, true), (.float, true): return .view(input.shape)
  case (.integer(let tensor), false): return .constants([.integer(tensor)])
  case (.integer(let tensor), true):
    return .constants([.float(Tensor(shape: tensor.shape, values: tensor.values.map { Float($0) }))]
    )
  default: throw OperatorError("it turns computed floats into integers")
  }
}

/// ONNX `Gather` of integers known in advance, along their only dimension.
let bindGather: OperatorBuilder = { request throws(OperatorError) in
  let data = try request.constantIntegers(0, "the data")
  guard try request.input(0).shape.count == 1 else {
    throw OperatorError("it gathers from more than one dimension")
  }
  let indices = try request.constantIntegers(1, "the indices")
  var values: [Int64] = []
  for index in indices {
    guard index >= -data.count, index < data.count else {
      throw OperatorError("index \(index) is outside \(data.count) values")
    }
    values.append(Int64(data[index < 0 ? index + data.count : index]))
  }
  return .constants([.integer(Tensor(shape: try request.input(1).shape, values: values))])
}

/// ONNX `Slice` of integers known in advance, along their only dimension.
let bindSlice: OperatorBuilder = { request throws(OperatorError) in
  let data = try request.constantIntegers(0, "the data")
  guard try request.input(0).shape.count == 1 else {
    throw OperatorError("it slices more than one dimension")
  }
  let isOld = request.opset < 10
  let attributes = request.node.attributes
  let starts =
    isOld ? attributes.integers("starts") : try request.constantIntegers(1, "the starts")
  let ends = isOld ? attributes.integers("ends") : try request.constantIntegers(2, "the ends")
  let steps =
    request.optionalInput(4) == nil ? [1] : try request.constantIntegers(4, "the steps")
  guard let start = starts?.first, let end = ends?.first, starts?.count == 1, ends?.count == 1,
    steps == [1]
  else { throw OperatorError("it slices in a way that is not supported") }
  let first = clampedIndex(start, data.count)
  let last = clampedIndex(end, data.count)
  let values = first < last ? data[first..<last].map { Int64($0) } : []
  return .constants([.integer(Tensor(shape: [values.count], values: values))])
}

/// Returns an index counted from the front and no further than the ends.
private func clampedIndex(_ index: Int, _ count: Int) -> Int {
  // Clamped first, so that a hostile index cannot overflow.
  let near = max(-count, min(count, index))
  return near < 0 ? near + count : near
}
