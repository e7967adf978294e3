#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// What two numbers are combined to.
enum Arithmetic: Sendable {
  case add
  case subtract
  case multiply
  case divide
  /// The first to the power of the second.
  case power
  /// The first where it is not negative, and elsewhere its product with the second.
  case slope

  @inline(__always)
  func apply(_ a: Float, _ b: Float) -> Float {
    switch self {
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    case .divide: a / b
    case .power: powf(a, b)
    case .slope: a >= 0 ? a : a * b
    }
  }
}

/// Combines two tensors value by value, repeating the extents of 1 of each.
///
/// - Parameters:
///   - shape: The output's extents.
///   - steps: For each operand and dimension the distance between neighbours; 0 where it repeats.
func combine(
  _ arithmetic: Arithmetic, shape: Shape, steps: (a: [Int], b: [Int]),
  _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, into output: UnsafeMutablePointer<Float>
) {
  let inner = shape.last ?? 1
  let (stepA, stepB) = (steps.a.last ?? 0, steps.b.last ?? 0)
  forEachRow(shape, steps) { row, offsetA, offsetB in
    let (x, y, z) = (a + offsetA, b + offsetB, output + row * inner)
    switch (stepA, stepB) {
    case (1, 1): for i in 0..<inner { z[i] = arithmetic.apply(x[i], y[i]) }
    case (1, 0): for i in 0..<inner { z[i] = arithmetic.apply(x[i], y[0]) }
    default: for i in 0..<inner { z[i] = arithmetic.apply(x[i * stepA], y[i * stepB]) }
    }
  }
}

/// Calls `body` with the number of each row of the last dimension and its offset in both operands.
@inline(__always)
func forEachRow(
  _ shape: Shape, _ steps: (a: [Int], b: [Int]), _ body: (Int, Int, Int) -> Void
) {
  let outer = shape.dropLast()
  let rows = outer.reduce(1, *)
  for row in 0..<rows {
    var (rest, offsetA, offsetB) = (row, 0, 0)
    for axis in outer.indices.reversed() {
      let index = rest % outer[axis]
      rest /= outer[axis]
      offsetA += index * steps.a[axis]
      offsetB += index * steps.b[axis]
    }
    body(row, offsetA, offsetB)
  }
}
