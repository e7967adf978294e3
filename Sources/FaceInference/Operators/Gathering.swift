/// ONNX `Gather` by indices that are known: slices of one dimension, in any order.
struct Gathering: Operator {
  let shape: Shape
  let indices: [Int]
  let outer: Int
  /// The extent that is gathered from.
  let extent: Int
  /// The elements of a slice.
  let inner: Int
  var outputShapes: [Shape] { [shape] }

  static let bind: OperatorBuilder = { request throws(OperatorError) in
    let data = try request.input(0)
    let axis = try request.axis(request.node.attributes.integer("axis") ?? 0, of: data.shape)
    let extent = data.shape[axis]
    var indices: [Int] = []
    for index in try request.constantIntegers(1, "the indices") {
      guard index >= -extent, index < extent else {
        throw OperatorError("index \(index) is outside \(extent) values")
      }
      indices.append(index < 0 ? index + extent : index)
    }
    let (before, after) = (data.shape[..<axis], data.shape[(axis + 1)...])
    let shape = Array(before) + (try request.input(1).shape) + Array(after)
    guard let count = shape.checkedElementCount else {
      throw OperatorError("its result \(shape) is too large")
    }
    let operation = Gathering(
      shape: shape, indices: indices, outer: before.reduce(1, *), extent: extent,
      inner: after.reduce(1, *))
    guard case .integer(let tensor)? = data.constant else {
      return .operation(operation, operands: [0])
    }
    try request.checkKnownCount(count)
    return .constants([.integer(operation.gathered(tensor))])
  }

  func run(_ operands: Operands) { gather(operands.input(0), into: operands.output(0)) }

  private func gather<Element>(
    _ input: UnsafePointer<Element>, into output: UnsafeMutablePointer<Element>
  ) {
    var target = output
    for turn in 0..<outer {
      for index in indices {
        target.update(from: input + (turn * extent + index) * inner, count: inner)
        target += inner
      }
    }
  }

  private func gathered(_ tensor: Tensor<Int64>) -> Tensor<Int64> {
    var values = [Int64](repeating: 0, count: shape.elementCount)
    guard !values.isEmpty else { return Tensor(shape: shape, values: []) }
    tensor.values.withUnsafeBufferPointer { source in
      values.withUnsafeMutableBufferPointer { target in
        if let source = source.baseAddress, let target = target.baseAddress {
          gather(source, into: target)
        }
      }
    }
    return Tensor(shape: shape, values: values)
  }
}
