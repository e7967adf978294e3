/// ONNX `ConvTranspose` over images.
struct TransposedConvolution: Operator {
  let geometry: TransposedGeometry
  var outputShapes: [Shape] {
    [[geometry.batch, geometry.filters, geometry.outputHeight, geometry.outputWidth]]
  }
  var scratchCount: Int { geometry.scratchCount }

  static let bind: OperatorBuilder = { request throws(OperatorError) in
    let input = try imageExtents(try request.input(0))
    let weights = try imageExtents(try request.input(1))
    let groups = request.node.attributes.integer("group") ?? 1
    guard groups >= 1, input[1] % groups == 0, weights[0] == input[1],
      let filters = [weights[1], groups].checkedElementCount
    else {
      throw OperatorError(
        "its weights \(weights) in \(groups) groups do not fit the input \(input)")
    }
    if let bias = request.optionalInput(2), bias.shape != [filters] {
      throw OperatorError("its bias \(bias.shape) does not fit \(filters) filters")
    }
    let (window, extents) = try transposedWindow(request, weights: weights, input: input)
    let geometry = TransposedGeometry(
      batch: input[0], channels: input[1], height: input[2], width: input[3],
      filtersPerGroup: weights[1], groups: groups, window: window, outputHeight: extents[0],
      outputWidth: extents[1])
    // The products of one input row; and no border may reach further than the result.
    guard [weights[1], weights[2], weights[3], input[3]].checkedElementCount != nil,
      [input[0], filters, extents[0], extents[1]].checkedElementCount != nil
    else { throw OperatorError("its result \(extents) is too large") }
    return .operation(TransposedConvolution(geometry: geometry), operands: [0, 1, 2])
  }

  func run(_ operands: Operands) {
    convolveTransposed(
      geometry, input: operands.input(0), weights: operands.input(1),
      bias: operands.optionalInput(2), output: operands.output(0), scratch: operands.scratch)
  }
}

/// Returns the window of a transposed convolution, and the rows and columns of its result (ONNX,
/// `ConvTranspose`, the formulas of output_shape and auto_pad).
private func transposedWindow(
  _ request: OperatorRequest, weights: [Int], input: [Int]
) throws(OperatorError) -> (window: Window, extents: [Int]) {
  let attributes = request.node.attributes
  let taps = try windowTaps(request, extents: Array(weights[2...]))
  let extra = try boundedPair(attributes.integers("output_padding"), "output_padding")
  // What there is without any border.
  var full: [Int] = []
  for axis in 0..<2 {
    guard input[2 + axis] <= 1 << 20 else { throw OperatorError("its input \(input) is too large") }
    full.append(taps.steps[axis] * (input[2 + axis] - 1) + taps.reach[axis] + extra[axis])
  }
  let enlarged = (0..<2).map { input[2 + $0] * taps.steps[$0] }
  let (before, extents) = try transposedBorders(request, full: full, enlarged: enlarged)
  guard extents.allSatisfy({ $0 >= 1 }) else {
    throw OperatorError("its border leaves nothing of the result")
  }
  let axes = (0..<2).map { axis in
    Window.Axis(
      extent: weights[2 + axis], step: taps.steps[axis], dilation: taps.dilations[axis],
      before: before[axis], after: 0)
  }
  return (Window(rows: axes[0], columns: axes[1]), extents)
}

/// Returns the border before the result's rows and columns, and their numbers.
///
/// - Parameters:
///   - full: The rows and columns without any border.
///   - enlarged: Those of the input, as often as its steps.
private func transposedBorders(
  _ request: OperatorRequest, full: [Int], enlarged: [Int]
) throws(OperatorError) -> (before: [Int], extents: [Int]) {
  let mode = request.node.attributes.string("auto_pad") ?? "NOTSET"
  guard ["NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER"].contains(mode) else {
    throw OperatorError("its auto_pad '\(mode)' is not supported")
  }
  if let wanted = try outputExtents(request) ?? (mode.hasPrefix("SAME") ? enlarged : nil) {
    let before = (0..<2).map { axis in
      let border = max(0, full[axis] - wanted[axis])
      return mode == "SAME_UPPER" ? border / 2 : border - border / 2
    }
    return (before, wanted)
  }
  let pads = mode == "VALID" ? [0, 0, 0, 0] : try givenPads(request)
  return ([pads[0], pads[1]], [full[0] - pads[0] - pads[2], full[1] - pads[1] - pads[3]])
}

/// Returns the rows and columns that `output_shape` asks for, which may name all four extents.
private func outputExtents(_ request: OperatorRequest) throws(OperatorError) -> [Int]? {
  guard let given = request.node.attributes.integers("output_shape"), !given.isEmpty else {
    return nil
  }
  let extents = Array(given.suffix(2))
  guard given.count == 2 || given.count == 4, extents.allSatisfy({ (1...(1 << 20)).contains($0) })
  else { throw OperatorError("its output_shape \(given)") }
  return extents
}

private func boundedPair(_ values: [Int]?, _ name: String) throws(OperatorError) -> [Int] {
  guard let values else { return [0, 0] }
  guard values.count == 2, values.allSatisfy({ (0...largestWindowExtent).contains($0) }) else {
    throw OperatorError("its \(name) \(values)")
  }
  return values
}
