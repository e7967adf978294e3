/// ONNX `Split`: neighbouring parts of one dimension.
///
/// Their extents were an attribute before operator set 13 and are an input since; without them the
/// parts are equal, but for a smaller last one since operator set 18.
struct Splitting: Operator {
  let outputShapes: [Shape]
  /// For each part the neighbouring values that come from one place.
  let runs: [Int]
  let outer: Int

  static let bind: OperatorBuilder = { request throws(OperatorError) in
    let input = try request.input(0)
    let axis = try request.axis(request.node.attributes.integer("axis") ?? 0, of: input.shape)
    let extents = try partExtents(request, of: input.shape[axis])
    let shapes = extents.map { extent in
      var shape = input.shape
      shape[axis] = extent
      return shape
    }
    let inner = input.shape[(axis + 1)...].reduce(1, *)
    let operation = Splitting(
      outputShapes: shapes, runs: extents.map { $0 * inner },
      outer: input.shape[..<axis].reduce(1, *))
    guard case .integer(let tensor)? = input.constant else {
      return .operation(operation, operands: [0])
    }
    try request.checkKnownCount(tensor.values.count)
    return .constants(operation.parts(of: tensor).map { .integer($0) })
  }

  private static func partExtents(
    _ request: OperatorRequest, of extent: Int
  ) throws(OperatorError) -> [Int] {
    let count = request.node.outputs.count
    var extents = request.node.attributes.integers("split")
    if request.opset >= 13 {
      extents =
        request.optionalInput(1) == nil ? nil : try request.constantIntegers(1, "the parts")
    }
    if extents == nil, count > 0 {
      let size = (extent + count - 1) / count
      extents = (0..<count).map { min(size, max(0, extent - $0 * size)) }
      guard extent % count == 0 || request.opset >= 18 else {
        throw OperatorError("it cannot split \(extent) into \(count) equal parts")
      }
    }
    guard let extents, extents.count == count, extents.allSatisfy({ (0...extent).contains($0) }),
      extents.reduce(0, +) == extent
    else { throw OperatorError("its parts \(extents ?? []) are not \(count) parts of \(extent)") }
    return extents
  }

  func run(_ operands: Operands) {
    let whole = runs.reduce(0, +)
    var start = 0
    for (index, run) in runs.enumerated() {
      copyPieces(
        turns: outer, count: run, sourceStep: whole, targetStep: run, operands.input(0) + start,
        into: operands.output(index))
      start += run
    }
  }

  private func parts(of tensor: Tensor<Int64>) -> [Tensor<Int64>] {
    let whole = runs.reduce(0, +)
    var start = 0
    var parts: [Tensor<Int64>] = []
    for (index, run) in runs.enumerated() {
      var values: [Int64] = []
      for turn in 0..<outer {
        values += tensor.values[(turn * whole + start)..<(turn * whole + start + run)]
      }
      parts.append(Tensor(shape: outputShapes[index], values: values))
      start += run
    }
    return parts
  }
}
