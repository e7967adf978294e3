/// An operator whose result is its input's elements in another order, some of them left out or
/// repeated: `Transpose`, `Slice`, `Expand`, `DepthToSpace`.
struct Rearrangement: Operator {
  let shape: Shape
  let view: StridedView
  var outputShapes: [Shape] { [shape] }

  func run(_ operands: Operands) {
    copy(view, of: operands.input(0), into: operands.output(0))
  }

  /// Binds such an operator; integers are rearranged while planning.
  ///
  /// - Parameters:
  ///   - shape: The extents of the result.
  ///   - view: Where its elements come from, in their order; its dimensions may be others.
  static func bind(
    _ request: OperatorRequest, to shape: Shape, _ view: StridedView
  ) throws(OperatorError) -> BoundNode {
    guard let count = shape.checkedElementCount else {
      throw OperatorError("its result \(shape) is too large")
    }
    let merged = view.merged
    guard case .integer(let tensor)? = try request.input(0).constant else {
      return .operation(Rearrangement(shape: shape, view: merged), operands: [0])
    }
    try request.checkKnownCount(count)
    let values = [Int64](unsafeUninitializedCapacity: count) { target, filled in
      guard let base = target.baseAddress, count > 0 else { return }
      tensor.values.withUnsafeBufferPointer { source in
        if let source = source.baseAddress { copy(merged, of: source, into: base) }
      }
      filled = count
    }
    return .constants([.integer(Tensor(shape: shape, values: values))])
  }
}

/// ONNX `Transpose`.
let bindTranspose: OperatorBuilder = { request throws(OperatorError) in
  let input = try request.input(0)
  let order = request.node.attributes.integers("perm") ?? Array(input.shape.indices.reversed())
  guard order.sorted() == Array(input.shape.indices) else {
    throw OperatorError("its order \(order) does not fit the input \(input.shape)")
  }
  let strides = input.shape.rowMajorStrides
  let shape = order.map { input.shape[$0] }
  // Dimensions of 1 can change places without moving a value.
  let moved = order.filter { input.shape[$0] != 1 }
  guard moved != moved.sorted() else { return .view(shape) }
  return try Rearrangement.bind(
    request, to: shape, StridedView(shape: shape, steps: order.map { strides[$0] }))
}

/// ONNX `Expand`: broadcasting to a shape that is known, in both directions.
let bindExpand: OperatorBuilder = { request throws(OperatorError) in
  let input = try request.input(0).shape
  let target = try request.constantIntegers(1, "the shape")
  guard let shape = Shape.broadcast(input, target), shape.checkedElementCount != nil else {
    throw OperatorError("it cannot expand \(input) to \(target)")
  }
  guard shape != input else { return .view(shape) }
  return try Rearrangement.bind(
    request, to: shape, StridedView(shape: shape, steps: input.broadcastSteps(in: shape)))
}

/// ONNX `DepthToSpace`: channels become the pixels of blocks.
let bindDepthToSpace: OperatorBuilder = { request throws(OperatorError) in
  let input = try imageExtents(try request.input(0))
  let attributes = request.node.attributes
  let mode = attributes.string("mode") ?? "DCR"
  guard let side = attributes.integer("blocksize"), (1...input[1]).contains(side),
    input[1] / side % side == 0, input[1] % side == 0, mode == "DCR" || mode == "CRD"
  else { throw OperatorError("its blocksize or mode does not fit the input \(input)") }
  let channels = input[1] / side / side
  let (width, plane) = (input[3], input[2] * input[3])
  // The channels of the input are [row, column, channel], or [channel, row, column].
  let steps =
    mode == "DCR"
    ? (channel: plane, row: side * channels * plane, column: channels * plane)
    : (channel: side * side * plane, row: side * plane, column: plane)
  let view = StridedView(
    shape: [input[0], channels, input[2], side, width, side],
    steps: [input[1] * plane, steps.channel, width, steps.row, 1, steps.column])
  return try Rearrangement.bind(
    request, to: [input[0], channels, input[2] * side, width * side], view)
}
