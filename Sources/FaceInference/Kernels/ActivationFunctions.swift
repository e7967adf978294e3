#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// What is computed of each value by itself.
enum ElementFunction: Sendable {
  case squareRoot
  case exponential
  case absolute
  case square
  /// max(0, min(1, slope · x + offset))
  case hardSigmoid(slope: Float, offset: Float)
  /// x · max(0, min(1, x / 6 + 1 / 2))
  case hardSwish
}

/// Writes a function of each value.
func map(
  _ function: ElementFunction, count: Int, _ x: UnsafePointer<Float>,
  into y: UnsafeMutablePointer<Float>
) {
  switch function {
  case .squareRoot: for i in 0..<count { y[i] = x[i].squareRoot() }
  case .exponential: for i in 0..<count { y[i] = expf(x[i]) }
  case .absolute: for i in 0..<count { y[i] = abs(x[i]) }
  case .square: for i in 0..<count { y[i] = x[i] * x[i] }
  case .hardSigmoid(let slope, let offset):
    for i in 0..<count { y[i] = max(0, min(1, slope * x[i] + offset)) }
  case .hardSwish:
    for i in 0..<count { y[i] = x[i] * max(0, min(1, x[i] * (1 / 6) + 0.5)) }
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
