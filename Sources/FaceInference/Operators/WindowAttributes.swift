/// Reads the window of a convolution or pooling from a node's attributes.
///
/// - Parameters:
///   - extents: The rows and columns of the window.
///   - height: The rows of the image.
///   - width: Its columns.
/// - Throws: When an attribute has the wrong length or an impossible value, or the window does not
///   fit into the image and its border.
func boundWindow(
  _ request: OperatorRequest, extents: [Int], height: Int, width: Int
) throws(OperatorError) -> Window {
  let attributes = request.node.attributes
  let steps = attributes.integers("strides") ?? [1, 1]
  let dilations = attributes.integers("dilations") ?? [1, 1]
  let reach = try reaches(extents, steps: steps, dilations: dilations)
  let borders = try pads(request, reach: reach, steps: steps, image: [height, width])
  let axes = (0..<2).map { axis in
    Window.Axis(
      extent: extents[axis], step: steps[axis], dilation: dilations[axis],
      before: borders[axis], after: borders[axis + 2])
  }
  let window = Window(rows: axes[0], columns: axes[1])
  guard window.rows.outputExtent(height) >= 1, window.columns.outputExtent(width) >= 1,
    height + borders[0] + borders[2] >= reach[0], width + borders[1] + borders[3] >= reach[1]
  else { throw OperatorError("its window is larger than the image and its border") }
  return window
}

/// No window, step or border of a real network comes near this; products of them stay exact.
private let largestWindowExtent = 1 << 15

private func reaches(
  _ extents: [Int], steps: [Int], dilations: [Int]
) throws(OperatorError) -> [Int] {
  for values in [extents, steps, dilations] {
    guard values.count == 2, values.allSatisfy({ (1...largestWindowExtent).contains($0) }) else {
      throw OperatorError("its window \(extents), strides \(steps), dilations \(dilations)")
    }
  }
  return (0..<2).map { (extents[$0] - 1) * dilations[$0] + 1 }
}

/// Returns the borders: top, left, bottom, right.
private func pads(
  _ request: OperatorRequest, reach: [Int], steps: [Int], image: [Int]
) throws(OperatorError) -> [Int] {
  let attributes = request.node.attributes
  switch attributes.string("auto_pad") ?? "NOTSET" {
  case "NOTSET":
    let pads = attributes.integers("pads") ?? [0, 0, 0, 0]
    guard pads.count == 4, pads.allSatisfy({ (0...largestWindowExtent).contains($0) }) else {
      throw OperatorError("its pads \(pads)")
    }
    return pads
  case "VALID": return [0, 0, 0, 0]
  case let mode where mode == "SAME_UPPER" || mode == "SAME_LOWER":
    var (before, after) = ([0, 0], [0, 0])
    for axis in 0..<2 {
      let positions = (image[axis] + steps[axis] - 1) / steps[axis]
      let total = max(0, (positions - 1) * steps[axis] + reach[axis] - image[axis])
      before[axis] = mode == "SAME_UPPER" ? total / 2 : total - total / 2
      after[axis] = total - before[axis]
    }
    return before + after
  case let other: throw OperatorError("its auto_pad '\(other)' is not supported")
  }
}

/// Returns the extents of a batch of images: batch, channels, height, width, none of them 0.
func imageExtents(_ fact: Fact) throws(OperatorError) -> [Int] {
  guard fact.shape.count == 4, fact.shape.allSatisfy({ $0 > 0 }) else {
    throw OperatorError("its input \(fact.shape) is not [batch, channels, height, width]")
  }
  return fact.shape
}
