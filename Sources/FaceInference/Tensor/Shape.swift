/// The extents of a tensor, slowest dimension first; empty for a scalar.
public typealias Shape = [Int]

extension Shape {
  /// The largest number of elements that a tensor of this engine may have: 2³¹ − 1, the largest
  /// extent that the matrix products take.
  static let largestElementCount = Int(Int32.max)

  /// Returns the product of the extents, or `nil` when one is negative or the product exceeds
  /// ``largestElementCount``.
  ///
  /// Extents of 0 count as 1 for the limit, so that no product of some of the extents overflows.
  package var checkedElementCount: Int? {
    var count = 1
    for extent in self {
      guard extent >= 0 else { return nil }
      let (product, overflow) = count.multipliedReportingOverflow(by: Swift.max(1, extent))
      guard !overflow, product <= Self.largestElementCount else { return nil }
      count = product
    }
    return contains(0) ? 0 : count
  }

  /// The product of the extents of a shape that was checked before.
  package var elementCount: Int { reduce(1, *) }

  /// The step between neighbours along each dimension of a dense row-major tensor.
  var rowMajorStrides: [Int] {
    var strides = [Int](repeating: 1, count: count)
    for axis in indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * self[axis + 1]
    }
    return strides
  }

  /// Returns the shape to which two shapes broadcast (ONNX, "Multidirectional Broadcasting"),
  /// or `nil` when they do not.
  static func broadcast(_ a: Shape, _ b: Shape) -> Shape? {
    let rank = Swift.max(a.count, b.count)
    let paddedA = Shape(repeating: 1, count: rank - a.count) + a
    let paddedB = Shape(repeating: 1, count: rank - b.count) + b
    var result = Shape()
    for (x, y) in zip(paddedA, paddedB) {
      guard x == y || x == 1 || y == 1 else { return nil }
      result.append(x == 1 ? y : x)
    }
    return result
  }

  /// Returns the distance between neighbours along each dimension of `output`, to which this shape
  /// broadcasts; 0 where it repeats.
  func broadcastSteps(in output: Shape) -> [Int] {
    let strides = rowMajorStrides
    let missing = output.count - count
    return output.indices.map { axis in
      let own = axis - missing
      return own < 0 || self[own] == 1 ? 0 : strides[own]
    }
  }

  /// Returns an axis counted from the front, or `nil` when it lies outside the shape.
  ///
  /// - Parameter axis: An axis, counted from the back when negative.
  func normalizedAxis(_ axis: Int) -> Int? {
    // `-count` and not `axis + count`: a hostile axis must not overflow.
    guard axis >= -count, axis < count else { return nil }
    return axis < 0 ? axis + count : axis
  }
}
