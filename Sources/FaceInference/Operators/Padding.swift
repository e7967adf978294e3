/// ONNX `Pad`: a border around a tensor, or, where it is negative, less of the tensor.
///
/// Borders and constant were attributes before operator set 11 and are inputs since.
struct Padding: Operator {
  let shape: Shape
  let sources: [SourceIndices]
  let strides: [Int]
  let constant: Float
  var outputShapes: [Shape] { [shape] }

  /// No border of a real network comes near this; it bounds the tables made from a hostile one.
  private static let largestBorder = 1 << 16

  static let bind: OperatorBuilder = { request throws(OperatorError) in
    let input = try request.input(0).shape
    guard input.checkedElementCount ?? 0 > 0, !input.isEmpty else {
      throw OperatorError("its input \(input) is empty")
    }
    let borders = try borders(request, input)
    let mode = request.node.attributes.string("mode") ?? "constant"
    var shape = input
    for axis in input.indices { shape[axis] += borders.before[axis] + borders.after[axis] }
    guard shape.allSatisfy({ $0 > 0 }), shape.checkedElementCount != nil,
      zip(shape, input).allSatisfy({ $0 == $1 || $0 <= 1 << 20 })
    else { throw OperatorError("it pads \(input) to \(shape)") }
    var sources: [SourceIndices] = []
    for axis in input.indices {
      sources.append(
        try indices(mode, from: input[axis], before: borders.before[axis], to: shape[axis]))
    }
    if case .integer(let tensor)? = try request.input(0).constant {
      return .constants([.integer(try padded(tensor, sources, shape, request))])
    }
    let operation = Padding(
      shape: shape, sources: sources, strides: input.rowMajorStrides,
      constant: try constant(request))
    return .operation(operation, operands: [0])
  }

  /// Returns known integers with a border.
  private static func padded(
    _ tensor: Tensor<Int64>, _ sources: [SourceIndices], _ shape: Shape, _ request: OperatorRequest
  ) throws(OperatorError) -> Tensor<Int64> {
    try request.checkKnownCount(shape.elementCount)
    var constant: Int64 = 0
    if request.opset >= 11, request.optionalInput(2) != nil {
      constant = Int64(try request.constantIntegers(2, "the constant").first ?? 0)
    }
    var values = [Int64](repeating: constant, count: shape.elementCount)
    tensor.values.withUnsafeBufferPointer { source in
      values.withUnsafeMutableBufferPointer { target in
        guard let source = source.baseAddress, let target = target.baseAddress else { return }
        copyPadded(
          sources[...], strides: tensor.shape.rowMajorStrides[...], constant: constant, source,
          into: target)
      }
    }
    return Tensor(shape: shape, values: values)
  }

  private static func borders(
    _ request: OperatorRequest, _ input: Shape
  ) throws(OperatorError) -> (before: [Int], after: [Int]) {
    let attributes = request.node.attributes
    // Operator set 1 had another name for them.
    let pads =
      request.opset >= 11
      ? try request.constantIntegers(1, "the border")
      : attributes.integers("pads") ?? attributes.integers("paddings") ?? []
    var axes = Array(input.indices)
    if request.opset >= 18, request.optionalInput(3) != nil {
      axes = try request.distinctAxes(try request.constantIntegers(3, "the axes"), of: input)
    }
    guard pads.count == 2 * axes.count,
      pads.allSatisfy({ (-largestBorder...largestBorder).contains($0) })
    else { throw OperatorError("its border \(pads) does not fit the input \(input)") }
    var borders = (before: input.map { _ in 0 }, after: input.map { _ in 0 })
    for (index, axis) in axes.enumerated() {
      borders.before[axis] = pads[index]
      borders.after[axis] = pads[axes.count + index]
    }
    return borders
  }

  private static func constant(_ request: OperatorRequest) throws(OperatorError) -> Float {
    guard request.opset >= 11 else { return request.node.attributes.float("value") ?? 0 }
    guard request.optionalInput(2) != nil else { return 0 }
    guard let value = try request.constantFloats(2, "the constant").first else {
      throw OperatorError("its constant is empty")
    }
    return value
  }

  /// Returns where each index of a padded dimension comes from.
  private static func indices(
    _ mode: String, from extent: Int, before: Int, to padded: Int
  ) throws(OperatorError) -> SourceIndices {
    guard ["constant", "edge", "reflect", "wrap"].contains(mode) else {
      throw OperatorError("its mode '\(mode)' is not supported")
    }
    guard extent > 0 || mode == "constant" else { throw OperatorError("it repeats nothing") }
    return (0..<padded).map { position in
      let index = position - before
      if (0..<extent).contains(index) { return index }
      switch mode {
      case "edge": return index < 0 ? 0 : extent - 1
      case "wrap": return (index % extent + extent) % extent
      case "reflect":
        // The border is mirrored as often as it takes, the edge itself not repeated.
        let period = max(1, 2 * (extent - 1))
        let place = (index % period + period) % period
        return min(place, period - place) % extent
      default: return nil
      }
    }
  }

  func run(_ operands: Operands) {
    copyPadded(
      sources[...], strides: strides[...], constant: constant, operands.input(0),
      into: operands.output(0))
  }
}
