/// Where the elements of a tensor are found in another: an extent and a step for each dimension.
struct StridedView: Sendable {
  /// The extents of the result.
  var shape: Shape
  /// The distance in the source between neighbours along each dimension; 0 where it repeats.
  var steps: [Int]
  /// The place of the first element.
  var start = 0

  /// The same elements in the same order with as few dimensions as possible.
  ///
  /// Extents of 1 are left out, and neighbouring dimensions joined that lie as one in the source.
  var merged: StridedView {
    var merged = StridedView(shape: [], steps: [], start: start)
    for (extent, step) in zip(shape, steps) where extent != 1 {
      if let last = merged.steps.last, last == extent * step {
        merged.shape[merged.shape.count - 1] *= extent
        merged.steps[merged.steps.count - 1] = step
      } else {
        merged.shape.append(extent)
        merged.steps.append(step)
      }
    }
    return merged
  }
}

/// Writes the elements of a view side by side.
///
/// - Parameters:
///   - input: The tensor that the view looks at.
///   - output: As many elements as the view's extents say.
func copy<Element>(
  _ view: StridedView, of input: UnsafePointer<Element>,
  into output: UnsafeMutablePointer<Element>
) {
  guard !view.shape.contains(0) else { return }
  guard let inner = view.shape.last, let step = view.steps.last else {
    output[0] = input[view.start]
    return
  }
  let outer = view.shape.dropLast()
  withUnsafeTemporaryAllocation(of: Int.self, capacity: max(1, outer.count)) { index in
    index.initialize(repeating: 0)
    var (source, target) = (view.start, 0)
    for _ in 0..<outer.reduce(1, *) {
      copyRow(inner, step, input + source, into: output + target)
      target += inner
      for axis in outer.indices.reversed() {
        index[axis] += 1
        source += view.steps[axis]
        guard index[axis] == outer[axis] else { break }
        source -= outer[axis] * view.steps[axis]
        index[axis] = 0
      }
    }
  }
}

@inline(__always)
private func copyRow<Element>(
  _ count: Int, _ step: Int, _ input: UnsafePointer<Element>,
  into output: UnsafeMutablePointer<Element>
) {
  switch step {
  case 1: output.update(from: input, count: count)
  case 0: output.update(repeating: input[0], count: count)
  default: for i in 0..<count { output[i] = input[i * step] }
  }
}
