internal import Foundation

/// Writes the largest value of each plane.
///
/// - Parameters:
///   - input: `[planes, size]`
///   - output: `[planes]`
func poolGlobalMaximum(
  planes: Int, size: Int, input: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>
) {
  for plane in 0..<planes {
    var largest = -Float.infinity
    for i in 0..<size { largest = max(largest, input[plane * size + i]) }
    output[plane] = largest
  }
}

/// Writes the mean of each plane.
///
/// - Parameters:
///   - input: `[planes, size]`
///   - output: `[planes]`
func poolGlobalMean(
  planes: Int, size: Int, input: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>
) {
  for plane in 0..<planes {
    output[plane] = sum(input + plane * size, count: size) / Float(size)
  }
}

/// Writes the *p*-norm of each plane, (Σ |x|ᵖ)^(1/p).
///
/// - Parameters:
///   - input: `[planes, size]`
///   - output: `[planes]`
func poolGlobalNorm(
  planes: Int, size: Int, power: Int, input: UnsafePointer<Float>,
  output: UnsafeMutablePointer<Float>
) {
  let exponent = Float(power)
  for plane in 0..<planes {
    let x = input + plane * size
    if power == 2 {
      output[plane] = sum(x, count: size) { $0 * $0 }.squareRoot()
    } else {
      var total: Float = 0
      for i in 0..<size { total += powf(abs(x[i]), exponent) }
      output[plane] = powf(total, 1 / exponent)
    }
  }
}
