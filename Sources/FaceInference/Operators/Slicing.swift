/// ONNX `Slice` by starts, ends and steps that are known.
///
/// They were attributes before operator set 10, without steps, and are inputs since.
let bindSlice: OperatorBuilder = { request throws(OperatorError) in
  let input = try request.input(0).shape
  let cuts = try sliceCuts(request, input)
  let strides = input.rowMajorStrides
  var view = StridedView(shape: input, steps: strides)
  for cut in cuts {
    let extent = input[cut.axis]
    // Longer steps than the dimension reach no second element; this keeps products exact.
    let step = max(-extent - 1, min(extent + 1, cut.step))
    guard step != 0 else { throw OperatorError("its step is 0") }
    let (low, high) = step > 0 ? (0, extent) : (-1, extent - 1)
    let start = clamped(cut.start, extent, max(0, low)...max(0, high))
    let end = clamped(cut.end, extent, low...max(low, high))
    let distance = step > 0 ? end - start : start - end
    view.shape[cut.axis] = extent > 0 && distance > 0 ? (distance - 1) / abs(step) + 1 : 0
    view.start += view.shape[cut.axis] > 0 ? start * strides[cut.axis] : 0
    view.steps[cut.axis] = step * strides[cut.axis]
  }
  if view.shape == input, cuts.allSatisfy({ $0.step > 0 }) { return .view(input) }
  return try Rearrangement.bind(request, to: view.shape, view)
}

/// What is taken of one dimension.
private struct Cut {
  let axis: Int
  let start: Int
  let end: Int
  let step: Int
}

private func sliceCuts(
  _ request: OperatorRequest, _ input: Shape
) throws(OperatorError) -> [Cut] {
  let attributes = request.node.attributes
  let isOld = request.opset < 10
  let starts =
    isOld ? attributes.integers("starts") ?? [] : try request.constantIntegers(1, "the starts")
  let ends =
    isOld ? attributes.integers("ends") ?? [] : try request.constantIntegers(2, "the ends")
  var axes = Array(starts.indices)
  if isOld, let given = attributes.integers("axes") { axes = given }
  if !isOld, request.optionalInput(3) != nil { axes = try request.constantIntegers(3, "the axes") }
  var steps = [Int](repeating: 1, count: starts.count)
  if !isOld, request.optionalInput(4) != nil {
    steps = try request.constantIntegers(4, "the steps")
  }
  guard ends.count == starts.count, axes.count == starts.count, steps.count == starts.count else {
    throw OperatorError("its starts, ends, axes and steps are not as many")
  }
  let places = try request.distinctAxes(axes, of: input)
  return starts.indices.map { index in
    Cut(axis: places[index], start: starts[index], end: ends[index], step: steps[index])
  }
}

/// Returns an index counted from the front and no further than a range.
private func clamped(_ index: Int, _ count: Int, _ range: ClosedRange<Int>) -> Int {
  // Clamped first, so that a hostile index cannot overflow.
  let near = max(-count - 1, min(count, index))
  return max(range.lowerBound, min(range.upperBound, near < 0 ? near + count : near))
}
