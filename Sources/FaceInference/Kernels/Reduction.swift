/// What becomes of many values: their sum, their mean, or the root of the sum of their squares.
enum Reduction: Sendable {
  case sum
  case mean
  case norm
}

/// Returns the sum of neighbouring values, in eight lanes: faster than one by one, and more exact.
@inline(__always)
func sum(
  _ values: UnsafePointer<Float>, count: Int, _ term: (SIMD8<Float>) -> SIMD8<Float> = { $0 }
) -> Float {
  var lanes = SIMD8<Float>.zero
  let whole = count & ~7
  var i = 0
  while i < whole {
    lanes += term(UnsafeRawPointer(values + i).loadUnaligned(as: SIMD8<Float>.self))
    i += 8
  }
  var total = lanes.sum()
  for rest in whole..<count { total += term(SIMD8(repeating: values[rest]))[0] }
  return total
}

/// Reduces some dimensions of a tensor.
///
/// - Parameters:
///   - shape: The input's extents.
///   - steps: The distance in the output between neighbours along each dimension of the input; 0
///     along those that are reduced.
///   - count: The elements of the output.
func reduce(
  _ reduction: Reduction, shape: Shape, steps: [Int], count: Int, _ input: UnsafePointer<Float>,
  into output: UnsafeMutablePointer<Float>
) {
  output.update(repeating: 0, count: count)
  let inner = shape.last ?? 1
  let isInnerReduced = steps.last ?? 0 == 0
  let squares = reduction == .norm
  forEachRow(shape, (steps, steps)) { row, target, _ in
    let (x, y) = (input + row * inner, output + target)
    switch (isInnerReduced, squares) {
    case (true, false): y[0] += sum(x, count: inner)
    case (true, true): y[0] += sum(x, count: inner) { $0 * $0 }
    case (false, false): for i in 0..<inner { y[i] += x[i] }
    case (false, true): for i in 0..<inner { y[i] += x[i] * x[i] }
    }
  }
  switch reduction {
  case .sum: break
  case .mean:
    let terms = Float(shape.elementCount / max(1, count))
    for i in 0..<count { output[i] /= terms }
  case .norm: for i in 0..<count { output[i] = output[i].squareRoot() }
  }
}
