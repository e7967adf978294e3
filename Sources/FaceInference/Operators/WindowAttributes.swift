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
  let taps = try windowTaps(request, extents: extents)
  let (steps, reach) = (taps.steps, taps.reach)
  let borders = try pads(request, reach: reach, steps: steps, image: [height, width])
  let axes = (0..<2).map { axis in
    Window.Axis(
      extent: extents[axis], step: steps[axis], dilation: taps.dilations[axis],
      before: borders[axis], after: borders[axis + 2])
  }
  let window = Window(rows: axes[0], columns: axes[1])
  guard window.rows.outputExtent(height) >= 1, window.columns.outputExtent(width) >= 1,
    height + borders[0] + borders[2] >= reach[0], width + borders[1] + borders[3] >= reach[1]
  else { throw OperatorError("its window is larger than the image and its border") }
  return window
}

/// No window, step or border of a real network comes near this; products of them stay exact.
let largestWindowExtent = 1 << 15

/// How the taps of a window lie: rows first, then columns.
struct WindowTaps {
  let steps: [Int]
  let dilations: [Int]
  /// The pixels from the first tap to the last, both included.
  let reach: [Int]
}

/// Reads the steps and dilations of a window, without its borders.
func windowTaps(
  _ request: OperatorRequest, extents: [Int]
) throws(OperatorError) -> WindowTaps {
  let attributes = request.node.attributes
  let steps = attributes.integers("strides") ?? [1, 1]
  let dilations = attributes.integers("dilations") ?? [1, 1]
  for values in [extents, steps, dilations] {
    guard values.count == 2, values.allSatisfy({ (1...largestWindowExtent).contains($0) }) else {
      throw OperatorError("its window \(extents), strides \(steps), dilations \(dilations)")
    }
  }
  return WindowTaps(
    steps: steps, dilations: dilations, reach: (0..<2).map { (extents[$0] - 1) * dilations[$0] + 1 }
  )
}

/// Reads the borders as they are listed: top, left, bottom, right.
func givenPads(_ request: OperatorRequest) throws(OperatorError) -> [Int] {
  let pads = request.node.attributes.integers("pads") ?? [0, 0, 0, 0]
  guard pads.count == 4, pads.allSatisfy({ (0...largestWindowExtent).contains($0) }) else {
    throw OperatorError("its pads \(pads)")
  }
  return pads
}

/// Returns the borders: top, left, bottom, right.
private func pads(
  _ request: OperatorRequest, reach: [Int], steps: [Int], image: [Int]
) throws(OperatorError) -> [Int] {
  switch request.node.attributes.string("auto_pad") ?? "NOTSET" {
  case "NOTSET": return try givenPads(request)
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
