/// ONNX `Cast`: between floats, known or not, and between known values of any kind.
///
/// The engine computes every float in 32 bits, so a cast between floats changes nothing.
let bindCast: OperatorBuilder = { request throws(OperatorError) in
  let input = try request.input(0)
  let target = request.node.attributes.integer("to") ?? 0
  let isFloat = [1, 10, 11].contains(target)
  guard isFloat || [2, 3, 6, 7, 9].contains(target) else {
    throw OperatorError("its element type \(target) is not supported")
  }
  switch (input.constant, isFloat) {
  case (nil, true), (.float, true): return .view(input.shape)
  case (.integer(let tensor), true):
    let values = tensor.values.map { Float($0) }
    return .constants([.float(Tensor(shape: tensor.shape, values: values))])
  case (.integer(let tensor), false):
    let values = try tensor.values.map { value throws(OperatorError) in
      try stored(value, as: target)
    }
    return .constants([.integer(Tensor(shape: tensor.shape, values: values))])
  case (.float(let tensor), false):
    try request.checkKnownCount(tensor.values.count)
    let values = try tensor.values.map { value throws(OperatorError) in
      try truncated(value, as: target)
    }
    return .constants([.integer(Tensor(shape: tensor.shape, values: values))])
  case (nil, false): throw OperatorError("it turns computed floats into integers")
  }
}

/// Returns an integer as ONNX's element type `type` stores it: its lowest bits, or whether it is 0.
private func stored(_ value: Int64, as type: Int) throws(OperatorError) -> Int64 {
  switch type {
  case 2: return Int64(UInt8(truncatingIfNeeded: value))
  case 3: return Int64(Int8(truncatingIfNeeded: value))
  case 6: return Int64(Int32(truncatingIfNeeded: value))
  case 7: return value
  case 9: return value == 0 ? 0 : 1
  default: throw OperatorError("its element type \(type) is not supported")
  }
}

/// Returns a float without what follows its decimal point.
private func truncated(_ value: Float, as type: Int) throws(OperatorError) -> Int64 {
  if type == 9 { return value == 0 ? 0 : 1 }
  guard let whole = Int64(exactly: value.rounded(.towardZero)) else {
    throw OperatorError("it turns \(value) into an integer")
  }
  return try stored(whole, as: type)
}
