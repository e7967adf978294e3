#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// A sum, difference, product or quotient of two numbers.
enum Arithmetic: Sendable {
  case add
  case subtract
  case multiply
  case divide

  @inline(__always)
  func apply(_ a: Float, _ b: Float) -> Float {
    switch self {
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    case .divide: a / b
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
private func forEachRow(
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

/// Writes 1 / (1 + e⁻ˣ) of each value.
func sigmoid(
  count: Int, _ input: UnsafePointer<Float>, into output: UnsafeMutablePointer<Float>
) {
  for i in 0..<count { output[i] = 1 / (1 + expf(-input[i])) }
}

/// Writes eˣ over the sum of eˣ along one dimension, the largest value taken off for safety.
///
/// - Parameters:
///   - input: `[outer, extent, inner]`
///   - output: The same shape.
func softmax(
  outer: Int, extent: Int, inner: Int, _ input: UnsafePointer<Float>,
  into output: UnsafeMutablePointer<Float>
) {
  for o in 0..<outer {
    for i in 0..<inner {
      let start = o * extent * inner + i
      var largest = -Float.infinity
      for k in 0..<extent { largest = max(largest, input[start + k * inner]) }
      var sum: Float = 0
      for k in 0..<extent {
        let value = expf(input[start + k * inner] - largest)
        output[start + k * inner] = value
        sum += value
      }
      for k in 0..<extent { output[start + k * inner] /= sum }
    }
  }
}

/// Writes x where x ≥ 0 and slope · x elsewhere, with a slope for each channel or one for all.
///
/// - Parameters:
///   - input: `[outer, channels, inner]`
///   - slopes: `[channels]`
func parametricRelu(
  outer: Int, channels: Int, inner: Int, _ input: UnsafePointer<Float>,
  slopes: UnsafePointer<Float>, into output: UnsafeMutablePointer<Float>
) {
  for o in 0..<outer {
    for c in 0..<channels {
      let start = (o * channels + c) * inner
      let slope = slopes[c]
      for i in start..<(start + inner) { output[i] = input[i] >= 0 ? input[i] : slope * input[i] }
    }
  }
}
